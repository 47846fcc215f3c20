#!/usr/bin/env python3
"""Publishes a newspaper into a folder and serves that folder with nginx, under a prefix.

`make publish-demo`, or `publish_demo.py [ROOT] [--port N] [--prefix paper]`: what a reader gets
from a plain host, with the compressed copies that `compress: [gz, br]` lays beside the files.
Works on a copy: neither the newspaper nor its published addresses are touched. Ctrl+C ends it.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import environ, geteuid
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
MODULES = (Path("/usr/lib/nginx/modules"), Path("/usr/share/nginx/modules"))
BROTLI = "ngx_http_brotli_static_module.so"
INSTALL = "On Debian and Ubuntu: apt install nginx libnginx-mod-http-brotli-static"


def main() -> int:
    """0, or 1 where something is missing, or the exit code of the step that failed."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("root", nargs="?", type=Path, default=ROOT)
    asked.add_argument("--port", type=int, default=8080)
    asked.add_argument("--prefix", default="paper")
    options = asked.parse_args()
    nginx = program()
    if nginx is None:
        print(f"There is no nginx here.\n    {INSTALL}")
        return 1
    with (
        suppress(KeyboardInterrupt),
        tempfile.TemporaryDirectory(prefix="broadsheet-demo-") as name,
    ):
        base = Path(name)
        code = publish(options.root.resolve(), base)
        if code:
            return code
        write_configuration(base, base / "host", options.port, options.prefix)
        with serving(nginx, base) as server:
            packed = "gzip and brotli" if brotli() else "gzip"
            print(f"http://127.0.0.1:{options.port}/{options.prefix}/ ({packed}; Ctrl+C ends it)")
            return server.wait()
    return 0


def publish(root: Path, base: Path) -> int:
    """Builds a copy of the newspaper and publishes it into `base/host`, as a trial."""
    paper, packing = base / "paper", ["gz", "br"] if brotli() else ["gz"]
    for part in ("content", "templates"):
        shutil.copytree(root / part, paper / part)
    settings = paper / "content" / "newspaper.yaml"
    values = yaml.safe_load(settings.read_text(encoding="utf-8"))
    target = {"type": "folder", "path": str(base / "host"), "public": False, "compress": packing}
    values["publish"] = {"demo": target}
    settings.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    (base / "host").mkdir()
    for verb in ("build", "publish"):
        command = [sys.executable, "-m", "broadsheet", "--root", str(paper), verb]
        done = subprocess.run(command, cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


def program() -> str | None:
    """Where nginx is."""
    return shutil.which("nginx", path=f"{environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def brotli() -> Path | None:
    """Nginx's module that hands out what is compressed already; Debian packs it apart."""
    return next((folder / BROTLI for folder in MODULES if (folder / BROTLI).is_file()), None)


def write_configuration(base: Path, site: Path, port: int, prefix: str) -> None:
    """`base/nginx.conf`: everything that nginx writes stays in that folder."""
    module = brotli()
    head = [f"load_module {module};"] if module else []
    # workers of root's nginx are nobody, who cannot read a folder of ours
    head += ["user root;"] if geteuid() == 0 else []
    temporary = [
        f'{name}_temp_path "{base}/{name}";'
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    ]
    lines = [
        *head, "daemon off;", "worker_processes 1;", f'pid "{base}/nginx.pid";',
        f'error_log "{base}/nginx.log";', "events {}", "http {", *temporary, "access_log off;",
        "include /etc/nginx/mime.types;", "default_type application/octet-stream;",
        "charset utf-8;", "gzip_static on;", "gzip_vary on;",
        *(["brotli_static on;"] if module else []),
        "server {", f"listen 127.0.0.1:{port};",
        f"location /{prefix}/ {{", f'alias "{site}/";', f"error_page 404 /{prefix}/404.html;", "}",
        # the publisher's own record is nobody's to read
        r"location ~ /\. { return 404; }", "}", "}",
    ]  # fmt: skip
    (base / "nginx.conf").write_text("\n".join([*lines, ""]), encoding="utf-8")


@contextmanager
def serving(nginx: str, base: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Nginx with that configuration, until it is not needed any more."""
    command = [nginx, "-p", str(base), "-c", str(base / "nginx.conf"), "-e", str(base / "log")]
    server = subprocess.Popen(command)
    try:
        yield server
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
