"""What holds the slices together: settings, addresses, the API's mount, base templates, commands."""
