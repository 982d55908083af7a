/// The keys of `tls_config`, as in Prometheus's own.
let tlsTable = SettingTable<TLSSettings>(
  place: "'tls_config'",
  settings: [
    Setting(
      "ca_file", .absolutePath, "Certificates that the server's must be signed by.", fallback: "the host's",
      example: "/etc/ssl/internal-ca.pem", aliases: ["ca", "cacert", "ca_cert"], store: { $0.caFile = $1 }),
    Setting(
      "cert_file", .absolutePath, "The certificate that says who asks.", example: "/etc/batchwatch/client.pem",
      aliases: ["cert", "certificate"], store: { $0.certFile = $1 }),
    Setting(
      "key_file", .absolutePath, "The key of `cert_file`.", example: "/etc/batchwatch/client.key",
      aliases: ["private_key"], store: { $0.keyFile = $1 }),
    Setting(
      "server_name", .hostName, "The name that the server's certificate must have.", fallback: "the URL's host",
      example: "alertmanager.example.com", aliases: ["sni"], store: { $0.serverName = $1 }),
    Setting(
      "insecure_skip_verify", .boolean, "Believe any certificate.", fallback: "`false`", example: "false",
      aliases: ["insecure", "skip_verify", "tls_skip_verify"], store: { $0.insecureSkipVerify = $1 }),
    Setting(
      "min_version", .choice, "The oldest version of TLS to speak.", fallback: "libcurl's own", example: "TLS12",
      aliases: ["tls_version"], store: { $0.minVersion = $1 }),
  ], secrets: ["key": "key_file"],
  check: { node, _, findings in
    for (key, other) in [("cert_file", "key_file"), ("key_file", "cert_file")]
    where node.entry(key) != nil && node.entry(other) == nil {
      findings.add(place(ofKey: key, in: node), "'\(key)' needs '\(other)' beside it")
    }
  })

extension Kind where Value == TLSSettings {
  static var tls: Kind { .mapping("a mapping", { tlsTable }, empty: TLSSettings()) }
}

extension Kind where Value == String {
  static var hostName: Kind {
    Kind("a host's name", example: "alertmanager.example.com") { isHostName($0.text[...].utf8) ? $0.text : nil }
  }
}
