import Glibc

/// Makes a symbolic link, as somebody might who wants us to write elsewhere.
func plantLink(to target: String, at path: String) { symlink(target, path) }
