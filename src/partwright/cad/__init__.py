"""How a file becomes a part: told by its content, screened, and read in a confined child process."""
