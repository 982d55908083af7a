internal import Delivery
internal import Platform
internal import Transport

/// The ways to people with the secrets that they take, as far as those can be used.
struct Keys {
  var path: PathAccess?
  var mail: MailAccess?
  /// Why a secret of the stack can't be used.
  var pathFailure: SecretFileError?
  /// Why a secret for mail can't be used.
  var mailFailure: SecretFileError?

  init(_ ways: Ways, _ log: Log) {
    if let settings = ways.path {
      do throws(SecretFileError) { path = try PathAccess(settings) } catch { pathFailure = error }
    }
    if let settings = ways.mail {
      do throws(SecretFileError) { mail = try MailAccess(settings, hostName: hostName()) } catch { mailFailure = error }
    }
    for failure in [pathFailure, mailFailure].compactMap(\.self) { log.error(failure.description) }
  }
}
