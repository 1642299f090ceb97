import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.methods.tlog.canonical import canonical, commit, number

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_canonical_json_is_json_of_the_same_value_and_stays_the_same_when_read_back(value):
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_reads_back_as_itself(value):
    assert float(number(value)) == value


def test_the_example_of_rfc_8785():
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert canonical(value).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_sort_as_in_rfc_8785():
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    assert list(json.loads(canonical(dict.fromkeys(keys, 0)))) == [
        "\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [(5e-324, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"), (9007199254740992.0, "9007199254740992"),
     (295147905179352830000.0, "295147905179352830000"), (9.999999999999997e22, "9.999999999999997e+22"),
     (0.000009999999999999997, "0.000009999999999999997"), (-0.0000033333333333333333, "-0.0000033333333333333333")],
)  # fmt: skip
def test_numbers_of_rfc_8785_appendix_b(value, text):
    assert number(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises(ValueError):  # noqa: PT011 (the encoder's own words)
        canonical({"a": value})


@pytest.mark.parametrize("value", [{1: 2}, {"a": {3}}, b"bytes"])
def test_other_types_are_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


def test_a_short_nonce_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        commit(b"", b"")
