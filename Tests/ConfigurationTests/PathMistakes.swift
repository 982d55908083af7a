let alertPathMistakes = [
  BadFile(
    "alert_path: {prometheus: 'http://a'}\n",
    "1:13: 'alert_path' needs 'alertmanager', such as 'alertmanager: http://localhost:9093'"),
  BadFile(
    alertPath: "prometheus: localhost:9090",
    "3:15: 'prometheus' must begin with http:// or https://, such as http://localhost:9093"),
  BadFile(
    alertPath: "prometheus: http://:9090",
    "3:15: 'prometheus' must name a host, and a port from 1 to 65535 if any, such as http://localhost:9093"),
  BadFile(
    alertPath: "prometheus: http://a:65536",
    "3:15: 'prometheus' must name a host, and a port from 1 to 65535 if any, such as http://localhost:9093"),
  BadFile(
    alertPath: "prometheus: http://a/?x=1",
    "3:15: 'prometheus' must be the URL of the server, without '?' and '#'"),
  BadFile(
    alertPath: "prometheus: http://user:secret@a",
    "3:15: 'prometheus' must not hold a user or password (they have settings of their own); write only the host, "
      + "such as http://localhost:9093"),
  BadFile(
    "alert_path:\n  alertmanager: [http://a, http://a/]\n",
    "2:17: 'alertmanager' has a URL twice; name each member once"),
  BadFile(
    alertPath: "heartbeat_max_age: 30s",
    "3:22: 'heartbeat_max_age' must be at least 2m, not 30s: Prometheus sends every 1m"),
  BadFile(
    alertPath: "resend_delay: 3m",
    "3:17: 'heartbeat_max_age' must be at least 6m, not 5m: Prometheus sends every 3m"),
  BadFile(
    alertPath: "basic_auth: {username: u, password: p}",
    "3:29: 'password' must not stand here; put the secret into a file of its own and name it with 'password_file'"),
  BadFile(
    alertPath: "authorization: {credentials: t}",
    "3:19: 'credentials' must not stand here; put the secret into a file of its own and name it with 'credentials_file'"
  ),
  BadFile(
    alertPath: "bearer_token: t",
    "3:3: 'bearer_token' must not stand here; put the secret into a file of its own and name it with "
      + "'authorization: credentials_file'"),
  BadFile(alertPath: "bearer_token_file: /t", "3:3: unknown key 'bearer_token_file', did you mean 'authorization'?"),
  BadFile(
    alertPath: "authorization: {type: Basic, credentials_file: /t}",
    "3:25: 'type' must not be Basic; use 'basic_auth' for a user and password"),
  BadFile(
    alertPath: "authorization: {type: 'a b', credentials_file: /t}",
    "3:25: 'type' must be a word, such as Bearer, not 'a b'"),
  BadFile(
    alertPath: "basic_auth: {username: u, password_file: /p}\nauthorization: {credentials_file: /t}",
    "4:3: 'authorization' and 'basic_auth' exclude each other; remove one"),
  BadFile(
    "alert_path: {alertmanager: [https://a, http://b], authorization: {credentials_file: /t}}\n",
    "1:28: 'alertmanager' must be https:// with 'authorization', or the secret could cross the network in the clear"),
  BadFile(
    "alert_path: {alertmanager: https://a, prometheus: http://localhost.example.com, "
      + "basic_auth: {username: u, password_file: /p}}\n",
    "1:51: 'prometheus' must be https:// with 'basic_auth', or the secret could cross the network in the clear"),
  BadFile(
    alertPath: "basic_auth: {username: \"u\\r\\nX: y\", password_file: /p}",
    "3:26: 'username' must be text of up to 256 characters, such as apikey, not 'u\\u{d}\\u{a}X: y'"),
  BadFile(alertPath: "tls_config: {cert_file: /c}", "3:16: 'cert_file' needs 'key_file' beside it"),
  BadFile(
    alertPath: "tls_config: {min_version: TLS1.2}",
    "3:29: 'min_version' must be one of TLS10, TLS11, TLS12, TLS13, not 'TLS1.2'; did you mean 'TLS12'?"),
  BadFile(
    alertPath: "tls_config: {server_name: 'a b'}",
    "3:29: 'server_name' must be a host's name, such as alertmanager.example.com, not 'a b'"),
]

let mailMistakes = [
  BadFile(mail: "repeat_every: 4h", "2:3: 'mail' needs 'smtp' (a relay) or 'sendmail' (a program)"),
  BadFile(
    mail: "smtp: smtp://relay\nsendmail: /usr/sbin/sendmail",
    "5:3: 'sendmail' and 'smtp' exclude each other; remove one"),
  BadFile(
    mail: "sendmail: /usr/sbin/sendmail\nstarttls: never",
    "5:3: 'starttls' is for 'smtp'; 'sendmail' has settings of its own"),
  BadFile(
    mail: "smtp: relay:587", "4:9: 'smtp' must begin with smtp:// or smtps://, such as smtp://relay.example.com:587"),
  BadFile(
    mail: "smtp: smtp://relay:587/x",
    "4:9: 'smtp' must end after the host and port, such as smtp://relay.example.com:587"),
  BadFile(
    mail: "smtp: smtp://u:p@relay:587",
    "4:9: 'smtp' must not hold a user or password (they have settings of their own); write only the host, "
      + "such as smtp://relay.example.com:587"),
  BadFile(
    mail: "smtp: smtp://relay\nstarttls: always",
    "5:13: 'starttls' must be one of required, optional, never, not 'always'"),
  BadFile(mail: "smtp: smtp://relay\nusername: u", "5:3: 'username' needs 'password_file' beside it"),
  BadFile(mail: "smtp: smtp://relay\npassword_file: /p", "5:3: 'password_file' needs 'username' beside it"),
  BadFile(
    mail: "smtp: smtp://relay\nstarttls: optional\nusername: u\npassword_file: /p",
    "5:13: 'starttls' must be required with a 'username', or the password could cross the network in the clear"),
  BadFile(
    mail: "smtp: smtp://relay\npassword: p",
    "5:3: 'password' must not stand here; put the secret into a file of its own and name it with 'password_file'"),
  BadFile(mail: "smtp: smtp://relay\nsend_resolved: 1", "5:18: 'send_resolved' must be true or false, not '1'"),
  BadFile(
    "mail: {to: [a@b, x], from: c@d, sendmail: /s}\n",
    "1:18: 'to' must be a plain mail address, such as oncall@example.com, not 'x'"),
  BadFile(
    "mail: {to: a@b, from: \"c@d\\r\\nBcc: e@f\", sendmail: /s}\n",
    "1:23: 'from' must be a plain mail address, such as oncall@example.com, not 'c@d\\u{d}\\u{a}Bcc: e@f'"),
  BadFile(
    "mail: {to: a@b, from: Batch <c@d>, sendmail: /s}\n",
    "1:23: 'from' must be a plain mail address, such as oncall@example.com, not 'Batch <c@d>'"),
]
