"""The Merkle tree of RFC 6962 section 2.1: hashes, proofs from stored nodes, and their verification.

A node is read by its place: `node(level, index)` is the hash over the 2^level leaves from leaf index * 2^level on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from hashlib import sha256

Node = Callable[[int, int], bytes]

# The root of the tree without leaves.
EMPTY = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry): the hash of a leaf.

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right): the hash of an inner node."""
    return sha256(b"\1" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, after the definition: for small trees and as the oracle of the tests.

    The well-known tree of eight leaves (test vectors of Certificate Transparency's reference code):

    >>> entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    >>> leaves = [leaf_hash(bytes.fromhex(entry)) for entry in entries]
    >>> root_of(leaves[:3]).hex()
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'
    >>> root_of(leaves).hex()
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'
    """
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    split = left_size(len(leaves))
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def left_size(size: int) -> int:
    """The number of leaves in the left subtree: the largest power of two below `size`.

    >>> [left_size(size) for size in (2, 3, 4, 5, 256, 257)]
    [1, 2, 2, 4, 128, 256]
    """
    return 1 << ((size - 1).bit_length() - 1)


def subtree(node: Node, start: int, end: int) -> bytes:
    """The hash over leaves start to end; `start` is a multiple of the power of two at or above their number."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    middle = start + left_size(size)
    return node_hash(subtree(node, start, middle), subtree(node, middle, end))


def root(node: Node, size: int) -> bytes:
    """The root of the tree's first `size` leaves."""
    return subtree(node, 0, size) if size else EMPTY


def inclusion_proof(node: Node, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962 section 2.1.1, from the leaf upwards.

    Raises IndexError for a leaf that the tree of `size` leaves does not have.
    """
    if not 0 <= index < size:
        raise IndexError(f"The tree of {size} leaves has no leaf {index}.")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + left_size(end - start)
        if index < middle:
            proof.append(subtree(node, middle, end))
            end = middle
        else:
            proof.append(subtree(node, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(node: Node, old: int, new: int) -> list[bytes]:
    """PROOF(old, D[new]) of RFC 6962 section 2.1.2: that the tree of `new` leaves begins with that of `old`.

    Raises IndexError unless 0 < old <= new.
    """
    if not 0 < old <= new:
        raise IndexError(f"No proof leads from {old} to {new} leaves.")
    proof: list[bytes] = []
    start, end = 0, new
    whole = True  # whether the old tree's root is a node of the new tree, so that the verifier has it already
    while old != end:
        middle = start + left_size(end - start)
        if old <= middle:
            proof.append(subtree(node, middle, end))
            end = middle
        else:
            proof.append(subtree(node, start, middle))
            start = middle
            whole = False
    if not whole:
        proof.append(subtree(node, start, end))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Whether the proof leads from the leaf hash at `index` to the root of `size` leaves (RFC 9162 section 2.1.3.2).

    >>> a, b = leaf_hash(b"a"), leaf_hash(b"b")
    >>> verify_inclusion(b, 1, 2, [a], node_hash(a, b)), verify_inclusion(b, 0, 2, [a], node_hash(a, b))
    (True, False)
    """
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == expected


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `new` leaves begins with the tree of `old` leaves (RFC 9162 section 2.1.4.2).

    >>> a, b = leaf_hash(b"a"), leaf_hash(b"b")
    >>> verify_consistency(1, a, 2, node_hash(a, b), [b]), verify_consistency(1, b, 2, node_hash(a, b), [b])
    (True, False)
    """
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_found = new_found = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_found, new_found = node_hash(sibling, old_found), node_hash(sibling, new_found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_found = node_hash(new_found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old_found == old_root and new_found == new_root


def node_of(leaves: Sequence[bytes]) -> Node:
    """A reader of nodes over leaf hashes held in memory."""
    return partial(_node_of, leaves)


def _node_of(leaves: Sequence[bytes], level: int, index: int) -> bytes:
    return pair_up(leaves[index << level : (index + 1) << level])


def pair_up(hashes: Sequence[bytes]) -> bytes:
    """The root over 1, 2, 4, … node hashes of one level."""
    return reduce(lambda row, _: [*map(node_hash, row[::2], row[1::2])], range(len(hashes).bit_length() - 1), hashes)[0]
