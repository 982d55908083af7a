/// The version of this release, as `batchwatch version`, the man page and `batchwatch_build_info` show it.
package let batchwatchVersion = "0.2.0"

/// The day of this release, as the man page shows it.
package let batchwatchReleaseDate = "2026-12-01"
