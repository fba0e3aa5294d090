"""Runs ministack as the rehearsal's three AWS accounts, with a control port beside it.

Started by ``ministack.ts``: settings arrive as one line of JSON on stdin, so that no other process sees the
token; the two ports leave as one line of JSON on file descriptor 3 when both answer. Stdin stays open for as
long as the rehearsal lives: when it closes, however that came about, this process stops.
"""

import asyncio
import json
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading

_SERVICES = "s3,dynamodb,sqs,sns,lambda,iam,sts,kms,logs,events,monitoring,tagging"


def _listen() -> socket.socket:
    """A listening socket on a free port. It is handed to the server as it is, so nobody can take the port between."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    return listener


def _own_folder() -> str:
    """A temporary folder for all that ministack and its functions write, so that stopping can take it away whole."""
    folder = tempfile.mkdtemp(prefix="rehearsal-accounts-")
    tempfile.tempdir = folder
    return folder


def _set_environment(port: int, endpoint: str, folder: str) -> None:
    """What ministack reads when it is imported, and what its Lambda functions inherit."""
    os.environ.update(
        TMPDIR=folder,
        # A function's home too.
        HOME=folder,
        AUTH="true",
        BIND_HOST="127.0.0.1",
        GATEWAY_PORT=str(port),
        SERVICES=_SERVICES,
        SFTP_ENABLED="0",
        IOT_MTLS_ENABLED="0",
        # Functions reach the accounts through the gateway, as everyone does: SageMaker is there.
        AWS_ENDPOINT_URL=endpoint,
        STATE_DIR=os.path.join(folder, "state"),
        S3_DATA_DIR=os.path.join(folder, "s3"),
    )


def _install(settings: dict) -> int:
    """Corrects ministack where AWS is stricter, starts the control port and returns its number."""
    import alarms
    import buckets
    import control
    import credentials
    import door
    import events
    import identities
    import mail
    import objects
    import policies
    import record
    import source_identity

    credentials.give_roots_a_secret(settings["token"])
    credentials.give_functions_a_secret()
    door.take_services_at_their_word()
    record.observe_enforcement(policies.key_context)
    record.observe_trust()
    source_identity.keep()
    policies.close_service_back_door()
    policies.correct_condition_keys()
    policies.name_resources_in_requests()
    buckets.judge_across_accounts()
    objects.guard_encrypted_objects()
    objects.tell_conditional_writes()
    identities.guard_functions()
    events.guard_targets()
    events.deliver(settings["callback"], settings["token"])
    events.stop_the_clock()
    alarms.wait_to_be_asked()
    alarms.describe_whole()
    mail.keep_subscriptions_pending()
    mail.capture()
    mail.guard_encrypted_topics()
    return control.start(settings["token"])


def _stop(folder: str) -> None:
    """Ends at once. Everything is in memory, so there is nothing to save: functions die, temporary files go."""
    try:
        from internals import lambda_runtime

        lambda_runtime.reset()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)


def _stop_with_parent(folder: str) -> None:
    while os.read(0, 4096):
        pass
    _stop(folder)


def _announcing(app, ports: dict):
    """The application, which reports its ports when the server has started it."""

    async def announced(scope, receive, send):
        async def sent(message):
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                os.write(3, (json.dumps(ports) + "\n").encode())

        await app(scope, receive, sent if scope["type"] == "lifespan" else send)

    return announced


async def _serve(listener: socket.socket, ports: dict, token: str) -> None:
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    import record
    from door import guarded
    from internals import app

    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    # Longer than any rehearsal: a connection that the gateway keeps open is never closed under a request.
    config.keep_alive_timeout = 86_400
    application = _announcing(guarded(record.recording(app.app), token), ports)
    await serve(application, config, shutdown_trigger=asyncio.Event().wait)


def main() -> None:
    settings = json.loads(sys.stdin.readline())
    listener = _listen()
    port = listener.getsockname()[1]
    folder = _own_folder()
    _set_environment(port, settings["endpoint"], folder)
    # In a thread of its own: what the handler interrupts may hold a lock that stopping needs.
    stopper = threading.Thread(target=_stop, args=(folder,), name="stop")
    signal.signal(signal.SIGTERM, lambda *_: None if stopper.is_alive() else stopper.start())
    # A terminal's Ctrl-C reaches the rehearsal, which stops this process in its own order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_stop_with_parent, args=(folder,), daemon=True, name="parent").start()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    try:
        control_port = _install(settings)
    except Exception as error:
        if type(error).__name__ != "WrongMinistack":
            raise
        sys.exit(f"launcher: {error}")
    asyncio.run(_serve(listener, {"port": port, "controlPort": control_port, "folder": folder}, settings["token"]))


if __name__ == "__main__":
    main()
