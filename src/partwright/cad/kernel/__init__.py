"""The only package that touches OpenCASCADE: exact geometry in, plain values out."""
