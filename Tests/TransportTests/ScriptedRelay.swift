import Foundation

@testable import Transport

/// A relay that speaks just enough SMTP; `replies` stand in for its usual ones. An empty reply breaks off, `hang` says
/// nothing more.
func scriptedRelay(_ replies: [String: String] = [:], _ notes: Notes = Notes()) throws -> LoopbackServer {
  try LoopbackServer { connection in
    func say(_ verb: String, _ usual: String) -> Bool {
      let reply = replies[verb] ?? usual
      if reply == "hang" { connection.hang() }
      return !reply.isEmpty && connection.write(reply + "\r\n")
    }
    guard say("CONNECT", "220-relay.test\r\n220 is ready") else { return }
    while let line = connection.line() {
      notes.append(line)
      let verb = String(line.prefix { $0 != " " }).uppercased()
      switch verb {
      case "EHLO": guard say(verb, "250-relay\r\n250 AUTH PLAIN") else { return }
      case "AUTH":
        guard say(verb, "334 ") else { return }
        if replies[verb] == nil {
          notes.append(connection.line() ?? "")
          connection.write("235 welcome\r\n")
        }
      case "DATA":
        guard say(verb, "354 go on") else { return }
        while let text = connection.line(), text != "." { notes.append(text) }
        guard say("END", "250 2.0.0 queued as 4711") else { return }
      case "QUIT":
        _ = say(verb, "221 bye")
        return
      default: guard say(verb, "250 ok") else { return }
      }
    }
  }
}

/// How a relay in this process is reached.
func relay(_ server: LoopbackServer, login: Login? = nil) -> Relay {
  var relay = Relay("smtp://127.0.0.1:\(server.port)")
  relay.startTLS = .never
  relay.login = login
  return relay
}
