"""The fingerprint of a document: the same id with other content is another document."""

from hashlib import sha256


def content_hash(content: str) -> str:
    """The fingerprint that tells the same document from another one under the same id."""
    return sha256(content.encode()).hexdigest()
