"""Two instruments, people and machine: shares corrected, waves compared, and bridges between."""
