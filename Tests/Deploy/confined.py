"""Runs a program under those restrictions of a systemd unit that need no systemd: its filter of
system calls and of address families, no memory that can be both written and executed, no new
privileges, its limits and its umask.

confined.py UNIT PROGRAM ARGUMENT… ; where it starts as root, it goes on as the owner of the working
directory, without any capability."""

import ctypes
import os
import re
import resource
import socket
import subprocess
import sys

ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 1  # SCMP_ACT_ALLOW, SCMP_ACT_ERRNO(EPERM)
NOT_EQUAL, MASKED_EQUAL = 1, 7  # SCMP_CMP_NE, SCMP_CMP_MASKED_EQ
PROT_WRITE, PROT_EXEC = 2, 4


class Comparison(ctypes.Structure):
    _fields_ = [
        ("argument", ctypes.c_uint),
        ("kind", ctypes.c_int),
        ("one", ctypes.c_uint64),
        ("other", ctypes.c_uint64),
    ]


def settings(path):
    """The values of each name, in order."""
    found = {}
    for line in open(path, encoding="utf-8"):
        match = re.match(r"(\w+)=(.*)", line)
        if match:
            found.setdefault(match[1], []).append(match[2].strip())
    return found


def calls(words):
    """The system calls that words name, sets and the sets within them opened."""
    names = set()
    for word in words:
        if not word.startswith("@"):
            names.add(word)
            continue
        lines = subprocess.run(
            ["systemd-analyze", "syscall-filter", word], check=True, capture_output=True, text=True
        ).stdout.splitlines()
        inside = [line.strip() for line in lines[1:]]
        names |= calls([name for name in inside if name and not name.startswith("#")])
    return names


def confine(unit):
    seccomp = ctypes.CDLL("libseccomp.so.2")
    seccomp.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(seccomp.seccomp_init(REFUSE))

    def allow(name, *comparisons):
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return  # another machine's
        array = (Comparison * len(comparisons))(*comparisons)
        done = seccomp.seccomp_rule_add_array(rules, ALLOW, number, len(comparisons), array)
        assert done == 0, (name, done)

    # A line that begins with ~ takes away from those before it. What systemd itself adds is execve,
    # to start the program at all.
    allowed = {"execve"}
    for line in unit["SystemCallFilter"]:
        takes = line.startswith("~")
        named = calls(line.lstrip("~").split())
        allowed = allowed - named if takes else allowed | named
    both = PROT_WRITE | PROT_EXEC
    limited = {"socket", "mmap", "mprotect", "pkey_mprotect"}
    for name in sorted(allowed - limited):
        allow(name)
    families = unit["RestrictAddressFamilies"][0].split()
    for family in families:
        allow("socket", Comparison(0, 4, int(getattr(socket, family)), 0))
    if unit["MemoryDenyWriteExecute"] == ["yes"]:
        for bits in (0, PROT_WRITE, PROT_EXEC):
            allow("mmap", Comparison(2, MASKED_EQUAL, both, bits))
        allow("mprotect", Comparison(2, MASKED_EQUAL, PROT_EXEC, 0))
    # Loading it also sets no_new_privs.
    assert seccomp.seccomp_load(rules) == 0


def main():
    unit = settings(sys.argv[1])
    kinds = {"LimitNOFILE": resource.RLIMIT_NOFILE, "LimitCORE": resource.RLIMIT_CORE}
    for name, kind in kinds.items():
        bound = int(unit[name][0])
        hard = resource.getrlimit(kind)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (bound, bound))
    os.umask(int(unit["UMask"][0], 8))
    if os.geteuid() == 0:
        owner = os.stat(".")
        os.setgroups([])
        os.setresgid(owner.st_gid, owner.st_gid, owner.st_gid)
        os.setresuid(owner.st_uid, owner.st_uid, owner.st_uid)
    confine(unit)
    os.execv(sys.argv[2], sys.argv[2:])


main()
