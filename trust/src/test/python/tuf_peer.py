"""python-tuf as the other side: reads a repository that we wrote, or writes some that we must read."""

import datetime
import hashlib
import json
import os
import sys
import tempfile
from urllib.parse import unquote

from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import DownloadHTTPError
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    SuccinctRoles,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization.json import JSONSerializer
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface

PREFIX = "file:///"


class Folder(FetcherInterface):
    """Files of a folder under the addresses that a web server would give them."""

    def __init__(self, folder):
        self.folder = folder
        self.asked = []

    def _fetch(self, url):
        path = unquote(url.removeprefix(PREFIX))
        self.asked.append(path)
        try:
            with open(os.path.join(self.folder, path), "rb") as file:
                return iter([file.read()])
        except FileNotFoundError:
            raise DownloadHTTPError("missing", 404) from None


def read(folder, first_root, targets):
    """Prints each target's content, or null where no role vouches for it; and what was asked for."""
    with open(first_root, "rb") as file:
        root = file.read()
    fetcher = Folder(folder)
    with tempfile.TemporaryDirectory() as work:
        os.mkdir(os.path.join(work, "metadata"))
        os.mkdir(os.path.join(work, "targets"))
        updater = Updater(
            os.path.join(work, "metadata"),
            PREFIX + "metadata/",
            os.path.join(work, "targets"),
            PREFIX + "targets/",
            fetcher,
            bootstrap=root,
        )
        updater.refresh()
        found = {}
        for path in targets:
            info = updater.get_targetinfo(path)
            if info is None:
                found[path] = None
            else:
                with open(updater.download_target(info), encoding="utf-8") as file:
                    found[path] = file.read()
    print(json.dumps({"found": found, "asked": fetcher.asked}))


class Repository:
    """Writes a repository with consistent snapshots."""

    def __init__(self, folder):
        self.folder = folder
        self.expires = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(days=30)
        self.snapshot = Snapshot(expires=self.expires)
        self.timestamp = Timestamp(expires=self.expires)
        os.makedirs(os.path.join(folder, "metadata"))
        os.makedirs(os.path.join(folder, "targets"))

    def sign(self, name, signed, signers):
        metadata = Metadata(signed)
        for signer in signers:
            metadata.sign(signer, append=True)
        data = metadata.to_bytes(JSONSerializer())
        with open(os.path.join(self.folder, "metadata", name), "wb") as file:
            file.write(data)
        return data

    def meta(self, version, data):
        return MetaFile(version, len(data), {"sha256": hashlib.sha256(data).hexdigest()})

    def targets(self, role, targets, signers):
        data = self.sign(f"{targets.version}.{role}.json", targets, signers)
        self.snapshot.meta[f"{role}.json"] = self.meta(targets.version, data)

    def add(self, targets, path, content):
        data = content.encode()
        info = TargetFile.from_data(path, data, ["sha256", "sha512"])
        targets.targets[path] = info
        folder, _, name = path.rpartition("/")
        os.makedirs(os.path.join(self.folder, "targets", folder), exist_ok=True)
        for digest in info.hashes.values():
            with open(os.path.join(self.folder, "targets", folder, f"{digest}.{name}"), "wb") as file:
                file.write(data)

    def publish(self, snapshot_signers, timestamp_signers):
        data = self.sign(f"{self.snapshot.version}.snapshot.json", self.snapshot, snapshot_signers)
        self.timestamp.snapshot_meta = self.meta(self.snapshot.version, data)
        self.sign("timestamp.json", self.timestamp, timestamp_signers)


def write(folder):
    """Every kind of key, two rotations of the root, delegations by path, by hash prefix and by bins."""
    repository = Repository(folder)
    ed25519 = [CryptoSigner.generate_ed25519() for _ in range(3)]
    ecdsa = [CryptoSigner.generate_ecdsa() for _ in range(3)]
    pss = CryptoSigner.generate_rsa()
    pkcs = CryptoSigner.generate_rsa(scheme="rsa-pkcs1v15-sha256")

    root = Root(expires=repository.expires)
    root.unrecognized_fields["x-note"] = 'unknown fields are signed too: ü " \\ \n'
    for signer in (ed25519[0], ecdsa[0], pss):
        root.add_key(signer.public_key, "root")
    root.roles["root"].threshold = 2
    root.add_key(pss.public_key, "targets")
    root.add_key(ecdsa[1].public_key, "snapshot")
    root.add_key(ed25519[1].public_key, "timestamp")
    repository.sign("1.root.json", root, [ed25519[0], pss])
    root.version = 2
    root.revoke_key(ed25519[0].public_key.keyid, "root")
    root.add_key(pkcs.public_key, "root")
    repository.sign("2.root.json", root, [ed25519[0], ecdsa[0], pkcs])
    root.version = 3
    root.roles["root"].threshold = 3
    repository.sign("3.root.json", root, [ecdsa[0], pkcs, pss])

    top = Targets(expires=repository.expires)
    repository.add(top, "top.txt", "top")
    index = "index/acme/hello.json"
    top.delegations = Delegations({}, roles={})
    for role in (
        DelegatedRole("by-path", [], 1, True, paths=["docs/*.md", "docs/[ab]?.txt"]),
        DelegatedRole("by-hash", [], 1, False, path_hash_prefixes=[hashlib.sha256(b"hashed.txt").hexdigest()[:4]]),
        DelegatedRole("binned", [], 1, True, paths=["index/*/*"]),
    ):
        top.delegations.roles[role.name] = role
        top.add_key(ed25519[2].public_key, role.name)
    by_path = Targets(version=4, expires=repository.expires)
    repository.add(by_path, "docs/readme.md", "readme")
    repository.add(by_path, "docs/a1.txt", "a1")
    repository.add(by_path, "elsewhere/readme.md", "never found")
    by_hash = Targets(expires=repository.expires)
    repository.add(by_hash, "hashed.txt", "hashed")
    binned = Targets(expires=repository.expires)
    bins = SuccinctRoles([], 1, 5, "bin")
    binned.delegations = Delegations({}, succinct_roles=bins)
    binned.add_key(ecdsa[2].public_key)
    repository.targets("targets", top, [pss])
    repository.targets("by-path", by_path, [ed25519[2]])
    repository.targets("by-hash", by_hash, [ed25519[2]])
    repository.targets("binned", binned, [ed25519[2]])
    for name in bins.get_roles():
        content = Targets(expires=repository.expires)
        if name == bins.get_role_for_target(index):
            repository.add(content, index, "hello")
        repository.targets(name, content, [ecdsa[2]])
    repository.publish([ecdsa[1]], [ed25519[1]])


if __name__ == "__main__":
    if sys.argv[1] == "read":
        read(sys.argv[2], sys.argv[3], sys.argv[4:])
    else:
        write(sys.argv[2])
