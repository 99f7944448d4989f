"""Where messages may go: never inside the house, never elsewhere than was looked at, never after a redirect."""

from __future__ import annotations

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from service.domain.errors import WrongUse
from service.domain.webhooks import Outcome
from service.outbound.addresses import AddressRefused, Reach, check_url, destination, read_networks, resolve
from service.outbound.posting import Post
from service.outbound.signing import Message
from tests.lib.receiver import Receiver, receiving

REAL, DEMO = Reach(), Reach(may_stay_here=True)
INSIDE = Reach(read_networks("10.20.0.0/16, fd00:1::/32"))
PUBLIC = "93.184.215.14"
BODY = Message(b"{}", {"webhook-id": "evt_1", "webhook-timestamp": "1763456400", "webhook-signature": "v1,x"})
NOWHERE = [
    "127.0.0.1",
    "127.8.8.8",
    "::1",
    "0.0.0.0",
    "::",
    "10.20.1.2",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "fe80::1",
    "fd00:1::7",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "224.0.0.1",
    "ff02::1",
    "240.0.0.1",
    "255.255.255.255",
]


def to(*addresses):
    return lambda _host, _port: list(addresses)


@pytest.mark.parametrize("address", NOWHERE)
def test_no_special_address_is_reached(address):
    with pytest.raises(AddressRefused):
        destination("https://receiver.example.org/hook", REAL, look_up=to(address))
    with pytest.raises(AddressRefused):
        destination("https://receiver.example.org/hook", REAL, look_up=to(PUBLIC, address))


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "10.21.0.1", "127.0.0.1", "64:ff9b::a14:102"])
def test_a_named_network_opens_nothing_else(address):
    with pytest.raises(AddressRefused):
        destination("https://receiver.example.org/hook", INSIDE, look_up=to(address))


@pytest.mark.parametrize("address", [PUBLIC, "10.20.1.2", "fd00:1::7", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_and_named_networks_are_reached_by_what_was_resolved(address):
    found = destination("https://receiver.example.org/hook?a=1", INSIDE, look_up=to(address))
    assert (found.addresses, found.host, found.port) == ((address,), "receiver.example.org", 443)
    assert (found.target, found.authority) == ("/hook?a=1", "receiver.example.org")


def test_a_host_that_resolves_to_nothing_is_refused():
    with pytest.raises(AddressRefused):
        destination("https://receiver.example.org/", REAL, look_up=to())


@pytest.mark.parametrize(
    "host", ["localhost", "127.1", "0177.0.0.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:7f00:1]"]
)
def test_ways_to_write_this_machine_are_seen_through_by_the_resolver(host):
    with pytest.raises(AddressRefused):
        destination(f"https://{host}/", REAL, look_up=resolve)


@pytest.mark.parametrize(
    "url",
    [
        "http://receiver.example.org/",
        "ftp://receiver.example.org/",
        "file:///etc/passwd",
        "https:///hook",
        "https://user:pass@receiver.example.org/",
        "https://@127.0.0.1/",
        "https://receiver.example.org/#part",
        "https://receiver.example.org:99999/",
        "https://receiver.example.org:0/",
        "https://receiver.example.org/\r\nhost: other",
        "https://receiver.example.org/a b",
        "https://ræceiver.example.org/",
        "https://[::1/",
        "",
    ],
)
def test_a_url_of_another_kind_is_refused_and_not_echoed(url):
    with pytest.raises(WrongUse, match="allowed is https://HOST/PATH") as refused:
        check_url(url, REAL)
    assert "example" not in str(refused.value)


def test_without_tls_only_this_machine_is_reached_and_only_where_that_is_allowed():
    assert destination("http://localhost:8080/", DEMO, look_up=to("127.0.0.1")).authority == "localhost:8080"
    for address in (PUBLIC, "10.20.1.2"):
        with pytest.raises(AddressRefused):
            destination("http://receiver.example.org/", DEMO, look_up=to(address))


@pytest.mark.parametrize(
    "words", ["127.0.0.0/8", "169.254.0.0/16", "fe80::/64", "8.8.8.0/24", "0.0.0.0/0", "10.0.0.1/8", "x"]
)
def test_only_private_networks_can_be_named(words):
    with pytest.raises(WrongUse, match="webhook_networks"):
        read_networks(words)


def test_a_forbidden_address_gets_no_byte():
    with receiving(Receiver()) as receiver:
        url = receiver.url.replace("http://127.0.0.1", "https://receiver.example.org")
        assert Post(REAL, look_up=to("127.0.0.1"))(url, BODY) is Outcome.FORBIDDEN
        assert receiver.requests == []


def test_a_redirect_is_not_followed():
    with receiving(Receiver(share=1.0, ways=("redirect",))) as receiver:
        assert Post(DEMO)(receiver.url, BODY) is Outcome.REFUSED
        assert receiver.strayed == 0


def test_a_receiver_that_does_not_listen_gives_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert Post(DEMO)(f"http://127.0.0.1:{port}/", BODY) is Outcome.NO_ANSWER


def saying(answer, *, context=None):
    """The port of a server that says something to one caller."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        with server, server.accept()[0] as line:
            try:
                with context.wrap_socket(line, server_side=True) if context else line as spoken:
                    for piece in iter(lambda: spoken.recv(65536), b""):
                        if piece.endswith(BODY.body):  # whoever hangs up on unread bytes cuts its own answer off
                            break
                    answer(spoken)
            except OSError:
                return

    Thread(target=serve, daemon=True).start()
    return server.getsockname()[1]


@pytest.mark.parametrize("said", [b"", b"hello\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x00" * 200_000])
def test_a_broken_answer_is_none(said):
    port = saying(lambda line: line.sendall(said))
    assert Post(DEMO, seconds=2)(f"http://127.0.0.1:{port}/", BODY) is Outcome.NO_ANSWER


def test_a_receiver_that_drips_for_ever_is_cut_off_in_time():
    def drip(line):
        line.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            line.sendall(b"x")
            time.sleep(0.05)

    began = time.monotonic()
    assert Post(DEMO, seconds=0.5)(f"http://127.0.0.1:{saying(drip)}/", BODY) is Outcome.NO_ANSWER
    assert time.monotonic() - began < 5


def certificate(folder, host):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    place = folder / f"{host}.pem"
    place.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return place


@pytest.mark.parametrize(("named", "outcome"), [("receiver.test", Outcome.TAKEN), ("other.test", Outcome.NO_ANSWER)])
def test_over_tls_the_certificate_must_be_the_hosts_though_the_address_is_called(tmp_path, named, outcome):
    place = certificate(tmp_path, named)
    there = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    there.load_cert_chain(place)
    here = ssl.create_default_context(cafile=str(place))
    port = saying(lambda line: line.sendall(b"HTTP/1.1 204 No Content\r\n\r\n"), context=there)
    post = Post(DEMO, look_up=to("127.0.0.1"), context=here, seconds=20)
    assert post(f"https://receiver.test:{port}/hook", BODY) is outcome
