"""Which listeners a new configuration restarts: STUNner's rules. [pure]

Protocol, address, port, certificate and key restart a listener, and cost its clients their
allocations; the realm restarts all. Everything else changes in place.
"""

from steps.step4_gateway.dataplane_config import ListenerConfig, StunnerConfig

RESTARTING = ("protocol", "address", "port", "cert", "key")


def listeners_to_stop(old: StunnerConfig, new: StunnerConfig) -> list[str]:
    """The names of listeners that go, or must be opened anew."""
    kept = {listener.name: listener for listener in new.listeners}
    everything = must_restart_all(old, new)
    return [
        listener.name
        for listener in old.listeners
        if everything or listener.name not in kept or _must_restart(listener, kept[listener.name])
    ]


def must_restart_all(old: StunnerConfig, new: StunnerConfig) -> bool:
    """Whether no listener can go on as it is."""
    ours = (old.extension, old.quotas) != (new.extension, new.quotas)
    return ours or old.auth.realm != new.auth.realm


def _must_restart(old: ListenerConfig, new: ListenerConfig) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in RESTARTING)
