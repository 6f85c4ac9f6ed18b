"""A mail server that talks nonsense, or never comes to an end: told by kind, and soon."""

import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from bot.clients.smtp import connect


@contextmanager
def server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of a server that does `talk` with each that connects."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)

        def serve() -> None:
            while not over.is_set():
                with suppress(OSError), listening.accept()[0] as one:
                    one.settimeout(5)
                    talk(one)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        over.set()
        thread.join(10)


def drips(one: socket.socket) -> None:
    pause = threading.Event()
    while True:
        one.sendall(b"2")
        pause.wait(0.05)


def never_ends_a_reply(one: socket.socket) -> None:
    one.sendall(b"220 hello\r\n")
    one.recv(1000)
    while True:
        one.sendall(b"250-and another\r\n" * 1000)


def is_no_mail_server(one: socket.socket) -> None:
    one.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>")


def asks_in_riddles(one: socket.socket) -> None:
    one.sendall(b"220 hello\r\n")
    one.recv(1000)
    one.sendall(b"250-mail\r\n250 AUTH CRAM-MD5\r\n")
    one.recv(1000)
    one.sendall(b"334 A\r\n")
    one.recv(1000)


@pytest.mark.parametrize("talk", [drips, never_ends_a_reply, is_no_mail_server])
def test_what_is_no_conversation_ends(talk: Callable[[socket.socket], None]) -> None:
    with server(talk) as where, pytest.raises((smtplib.SMTPException, OSError)):
        connect(f"smtp://{where}", 1.0)


def drips_once_there_is_a_mail(one: socket.socket) -> None:
    one.sendall(b"220 hello\r\n")
    one.recv(1000)
    one.sendall(b"250 hello\r\n")
    one.recv(1000)
    drips(one)


def test_a_conversation_that_drips_later_ends_too() -> None:
    with server(drips_once_there_is_a_mail) as where:
        client = connect(f"smtp://{where}", 1.0)
        with pytest.raises((smtplib.SMTPException, OSError)):
            client.sendmail("a@b.fr", ["c@d.fr"], "Subject: x\r\n\r\nx")
        client.close()


def test_a_log_in_that_cannot_be_said_is_a_refused_log_in() -> None:
    with server(asks_in_riddles) as where, pytest.raises(smtplib.SMTPAuthenticationError):
        connect(f"smtp://user:pass@{where}", 5.0)
    with server(asks_in_riddles) as where, pytest.raises(smtplib.SMTPAuthenticationError):
        connect(f"smtp://user:mot-de-pass%C3%A9@{where}", 5.0)
