"""Every system call of the recording verbs, killed and failed."""
