"""The mailbox of a machine, into which its mail server puts whatever it takes for anybody."""

import email
import email.policy
import mailbox
from dataclasses import dataclass

from kit.waits import wait_until

MAILBOX = "/var/mail/everybody"
USER, PASSWORD = "batchwatch", "open sesame"
CERTIFICATE = "/etc/exim4/exim.crt"

EXIM = f"""# Takes any mail on port 25, and on port 587 from whoever has logged in over TLS. Before it delivers, it goes
# where homes are, as Debian's does for each user.
primary_hostname = relay.example.com
daemon_smtp_ports = 25 : 587
local_interfaces = 127.0.0.1
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
tls_advertise_hosts = *
tls_certificate = {CERTIFICATE}
tls_privatekey = /etc/exim4/exim.key
auth_advertise_hosts = ${{if eq{{$received_port}}{{587}}{{*}}{{}}}}
acl_smtp_rcpt = recipient
begin acl
recipient:
  deny message = Log in first
    condition = ${{if eq{{$received_port}}{{587}}}}
    ! authenticated = *
  accept
begin routers
everybody:
  driver = accept
  transport = mailbox
begin transports
mailbox:
  driver = appendfile
  file = {MAILBOX}
  user = mail
  group = mail
  current_directory = /home
  envelope_to_add
  return_path_add
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_advertise_condition = ${{if def:tls_in_cipher}}
  server_condition = ${{if and{{{{eq{{$auth2}}{{{USER}}}}}{{eq{{$auth3}}{{{PASSWORD}}}}}}}}}
  server_set_id = $auth2
"""


@dataclass(frozen=True)
class Mail:
    """A mail that was delivered."""

    to: str
    """Whom the envelope named, without the domain."""
    message: email.message.EmailMessage

    @property
    def subject(self):
        """Its subject."""
        return str(self.message["Subject"])

    @property
    def text(self):
        """Subject and what stands in its text."""
        body = self.message.get_body(("plain", "html"))
        return f"{self.subject}\n{body.get_content() if body else ''}"

    def __str__(self):
        return f"to {self.to}: {self.text[:600]}"


def configure(machine):
    """Gives the machine's exim its configuration, and a certificate of its own."""
    machine.write("/etc/exim4/exim4.conf", EXIM)
    machine.run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost"
                f" -addext subjectAltName=DNS:localhost -keyout /etc/exim4/exim.key -out {CERTIFICATE} 2>&1"
                " && chown root:Debian-exim /etc/exim4/exim.key && chmod 640 /etc/exim4/exim.key")
    machine.run("systemctl restart exim4")


def delivered(machine, to=None, about=""):
    """All mails of the machine, in their order: to whom, and with what in it."""
    path = machine.path(MAILBOX)
    if not path.exists():
        return []
    box = mailbox.mbox(path, factory=lambda file: email.message_from_binary_file(file, policy=email.policy.default),
                       create=False)
    found = [Mail(str(each["Envelope-to"]).partition("@")[0], each) for each in box]
    box.close()
    return [each for each in found if to in (None, each.to) and about in each.text]


def of_cron(machine):
    """Those to the users for whom cron works: people get theirs by other names."""
    return [each for each in delivered(machine) if each.to in ("root", "batchwatch", "leads")]


def wait_for_mail(machine, to, about, patience=60):
    """Waits until such a mail has come, and returns it."""
    return wait_until(lambda: delivered(machine, to, about), f"a mail to {to} about {about}", patience)[0]
