import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.methods.tlog import tiles, tree

VECTORS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
LEAVES = [tree.leaf_hash(bytes.fromhex(entry)) for entry in VECTORS]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
BOUNDARIES = [1, 2, 255, 256, 257, 511, 512, 65535, 65536, 65537, 65792]


def leaves(count: int) -> list[bytes]:
    return [hashlib.sha256(b"leaf %d" % number).digest() for number in range(count)]


class Store:
    """Tiles as the ledger keeps them: a row per place, replaced by the longer row."""

    def __init__(self) -> None:
        self.size = 0
        self.rows: dict[tiles.Place, bytes] = {}

    def append(self, new: list[bytes]) -> None:
        right_edge = {place: self.rows[place] for place in tiles.edge(self.size)}
        self.rows |= tiles.append(self.size, right_edge, new)
        self.size += len(new)

    @property
    def node(self) -> tree.Node:
        return tiles.node_from(lambda level, index: self.rows[level, index])


def test_the_well_known_roots():
    assert [tree.root_of(LEAVES[:size]).hex() for size in range(1, 9)] == ROOTS


def test_the_well_known_inclusion_proofs():
    node = tree.node_of(LEAVES)
    assert [step.hex() for step in tree.inclusion_proof(node, 0, 8)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [step.hex() for step in tree.inclusion_proof(node, 1, 5)] == [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]


def test_the_well_known_consistency_proof():
    assert [step.hex() for step in tree.consistency_proof(tree.node_of(LEAVES), 6, 8)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_the_proofs_of_rfc_6962_section_2_1_3():
    def h(number: int) -> bytes:
        return LEAVES[number]

    g = tree.node_hash(h(0), h(1))
    i = tree.node_hash(h(4), h(5))
    j, hh = h(6), tree.node_hash(h(2), h(3))
    k = tree.node_hash(g, hh)
    node = tree.node_of(LEAVES[:7])
    assert tree.inclusion_proof(node, 0, 7) == [h(1), hh, tree.node_hash(i, j)]
    assert tree.inclusion_proof(node, 6, 7) == [i, k]
    assert tree.consistency_proof(node, 3, 7) == [h(2), h(3), g, tree.node_hash(i, j)]
    assert tree.consistency_proof(node, 4, 7) == [tree.node_hash(i, j)]
    assert tree.consistency_proof(node, 6, 7) == [i, j, k]


@pytest.fixture(scope="module")
def grown() -> tuple[Store, list[bytes], dict[int, bytes]]:
    """A tree that grew past every boundary, with its root at each as it then was."""
    everything = leaves(BOUNDARIES[-1])
    store, roots = Store(), {}
    for size in BOUNDARIES:
        store.append(everything[store.size : size])
        roots[size] = tree.root(store.node, size)
    return store, everything, roots


@pytest.mark.parametrize("size", BOUNDARIES)
def test_roots_at_the_boundaries_of_tiles_are_those_of_the_definition(grown, size):
    store, everything, roots = grown
    assert roots[size] == tree.root_of(everything[:size])
    # A longer row serves the shorter tree as well.
    assert tree.root(store.node, size) == roots[size]


@pytest.mark.parametrize("size", BOUNDARIES)
def test_proofs_at_the_boundaries_of_tiles_verify_and_fit_nothing_else(grown, size):
    store, everything, roots = grown
    for index in {0, size // 2, size - 1, max(0, size - 2), min(255, size - 1), min(256, size - 1)}:
        proof = tree.inclusion_proof(store.node, index, size)
        assert tree.verify_inclusion(everything[index], index, size, proof, roots[size])
        assert not tree.verify_inclusion(bytes(32), index, size, proof, roots[size])
        assert not tree.verify_inclusion(everything[index], index, size, [*proof, bytes(32)], roots[size])
        assert not tree.verify_inclusion(everything[index], size, size, proof, roots[size])
    for old in (boundary for boundary in BOUNDARIES if boundary <= size):
        steps = tree.consistency_proof(store.node, old, size)
        assert tree.verify_consistency(old, roots[old], size, roots[size], steps)
        assert not tree.verify_consistency(old, bytes(32), size, roots[size], steps)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=12), st.data())
def test_a_tree_that_grows_in_any_steps_proves_what_a_naive_tree_proves(steps, data):
    store, everything = Store(), leaves(sum(steps))
    for step in steps:
        store.append(everything[store.size : store.size + step])
    size = data.draw(st.integers(1, store.size))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    naive = tree.node_of(everything)
    root = tree.root_of(everything[:size])
    assert tree.root(store.node, size) == root
    proof = tree.inclusion_proof(store.node, index, size)
    assert proof == tree.inclusion_proof(naive, index, size)
    assert tree.verify_inclusion(everything[index], index, size, proof, root)
    consistency = tree.consistency_proof(store.node, old, size)
    assert consistency == tree.consistency_proof(naive, old, size)
    assert tree.verify_consistency(old, tree.root_of(everything[:old]), size, root, consistency)


@given(st.integers(2, 70), st.data())
def test_no_proof_verifies_at_another_place_or_size(size, data):
    row = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(tree.node_of(row), index, size)
    other = data.draw(st.integers(0, size + 3).filter(lambda number: number != index))
    assert not tree.verify_inclusion(row[index], other, size, proof, tree.root_of(row))
    damaged = [bytes(32), *proof[1:]]
    assert not tree.verify_inclusion(row[index], index, size, damaged, tree.root_of(row))


def test_a_stale_edge_is_refused():
    with pytest.raises(ValueError, match="needs 3"):
        tiles.append(3, {(0, 0): bytes(64)}, leaves(1))


def test_a_short_tile_is_refused():
    with pytest.raises(ValueError, match="too short"):
        tiles.node_from(lambda level, index: bytes(32))(1, 0)


def test_proofs_outside_the_tree_are_refused():
    node = tree.node_of(LEAVES)
    with pytest.raises(IndexError):
        tree.inclusion_proof(node, 8, 8)
    with pytest.raises(IndexError):
        tree.consistency_proof(node, 0, 8)
    assert not tree.verify_consistency(0, tree.EMPTY, 8, tree.root_of(LEAVES), [])
    assert tree.root(node, 0) == hashlib.sha256(b"").digest()
