"""How much of the machine one child may use."""

from dataclasses import dataclass, replace

MIB = 1024**2
# Measured: a STEP file of 78 MB and two million points took 958 MB in the reader, 12 times its size.
MEMORY_PER_FILE_BYTE = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one child; what a limit stops is answered as a `FileError`, never as a fault of the server.

    memory_bytes: address space beyond what the loaded interpreter already maps.
        Source: estimate: 2 GiB reads every part of our corpus four times over; thread stacks and allocator arenas map
        some hundred MB they never touch.
    cpu_s: processor time over all threads. Source: estimate: four times the wall clock of the slowest good part seen.
    wall_s: time from fork to end, counted by the fork server. Source: estimate: patience of a visitor.
    file_bytes: the largest file the child may write, and so the largest answer; all its files together twice that.
        Source: estimate: the mesh of a body with 5 million triangles takes 180 MB.
    processes: threads the child may have; it can never fork. Source: estimate: the cores of a large workstation.
    open_files: file descriptors. Source: estimate: readers open one file at a time, libraries a handful.
    """

    memory_bytes: int = 2048 * MIB
    cpu_s: int = 240
    wall_s: float = 120.0
    file_bytes: int = 512 * MIB
    processes: int = 64
    open_files: int = 64

    def for_file(self, size_bytes: int) -> "Limits":
        """The limits with the memory that a file of this size needs on top."""
        return replace(self, memory_bytes=self.memory_bytes + MEMORY_PER_FILE_BYTE * size_bytes)
