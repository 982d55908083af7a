"""A certificate authority, a certificate of 127.0.0.1 by it, and one that has expired."""

import subprocess

from kit import clocks


class Certificates:
    """Files in a directory: `authority`, and pairs of a certificate and its key."""

    def __init__(self, directory):
        self._directory = directory
        directory.mkdir()
        self.authority = directory / "authority.pem"
        self._openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650",
            "-subj", "/CN=authority", "-keyout", "authority.key", "-out", "authority.pem",
        )
        (directory / "names").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n", encoding="ascii")
        self.valid = self._sign("valid", "30")
        self.expired = self._sign("expired", "1", *clocks.prefix(FAKETIME="-30d"))

    def _sign(self, name, days, *prefix):
        self._openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
            "-keyout", f"{name}.key", "-out", f"{name}.csr",
        )
        self._openssl(
            "x509", "-req", "-in", f"{name}.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-days", days,
            "-extfile", "names", "-out", f"{name}.pem", prefix=prefix,
        )
        return self._directory / f"{name}.pem", self._directory / f"{name}.key"

    def _openssl(self, *arguments, prefix=()):
        done = subprocess.run(
            [*prefix, "/usr/bin/openssl", *arguments], cwd=self._directory, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
