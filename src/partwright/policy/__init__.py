"""The privacy policy as rules: what data is used for, of which kind it is, and who may be told what."""
