import pytest
from graphql import get_introspection_query, parse

from resolvers.limiting.document_size import CEILING, operations_of, size_of
from resolvers.limiting.limits import (
    Excess,
    Limits,
    document_excess,
    representations_of,
    syntax_excess,
    text_excess,
    variables_excess,
)

ROOMY = Limits(depth=1_000, fields=1_000, root_fields=1_000, aliases=1_000, directives=1_000, repeats=1_000)
DOUBLING = "query { ...F0 }" + "".join(
    f" fragment F{number} on Query {{ ...F{number + 1} ...F{number + 1} }}" for number in range(200)
)


def nested(levels: int) -> str:
    return "{ a " * levels + "}" * levels


class TestText:
    def test_a_text_of_the_greatest_length_is_taken(self) -> None:
        assert text_excess("x" * 100, Limits(characters=100)) is None

    def test_one_character_more_is_refused_with_limit_and_measure(self) -> None:
        excess = text_excess("x" * 101, Limits(characters=100))
        assert excess == Excess("characters", 100, 101)
        assert excess.message == "The operation exceeds the limit of 100 characters: 101 measured"

    def test_too_many_tokens_are_told_from_a_mere_syntax_error(self) -> None:
        assert syntax_excess("{ a b c", Limits(tokens=4)) is None
        assert syntax_excess("{ a b c d }", Limits(tokens=4)) == Excess("tokens", 4, 6)

    def test_too_much_nesting_is_told_from_a_mere_syntax_error(self) -> None:
        assert syntax_excess(nested(300), Limits()) == Excess("nesting", 200, 300)

    def test_brackets_inside_of_strings_and_comments_do_not_nest(self) -> None:
        assert syntax_excess('{ a(b: "' + "{" * 300 + '") #' + "[" * 300, Limits()) is None

    def test_a_text_that_has_an_unknown_sign_is_measured_up_to_there(self) -> None:
        assert syntax_excess("{ a b ? c d e f }", Limits(tokens=4)) is None


class TestDocument:
    @pytest.mark.parametrize(
        ("limits", "within", "beyond", "excess"),
        [
            (Limits(depth=3), nested(3), nested(4), Excess("depth", 3, 4)),
            (
                Limits(operations=1),
                "query A { a }",
                "query A { a } query B { a }",
                Excess("operations", 1, 2),
            ),
            (Limits(nesting=2), "{ ... { a } }", "{ ... { ... { a } } }", Excess("nesting", 2, 3)),
            (
                Limits(introspection_depth=1),
                "{ __schema { types { fields { args { name } } } } }",
                "{ __schema { types { fields { type { interfaces { name } } } } } }",
                Excess("introspection_depth", 1, 2),
            ),
            (
                Limits(variables=1),
                "query($a: Int) { a }",
                "query($a: Int, $b: Int) { a }",
                Excess("variables", 1, 2),
            ),
            (Limits(fields=3), "{ a { b c } }", "{ a { b c d } }", Excess("fields", 3, 4)),
            (Limits(root_fields=2), "{ a b }", "{ a b c }", Excess("root_fields", 2, 3)),
            (Limits(aliases=1), "{ x: a b }", "{ x: a y: b }", Excess("aliases", 1, 2)),
            (Limits(repeats=2), "{ a a }", "{ a a a }", Excess("repeats", 2, 3)),
            (Limits(list_items=2), "{ a(b: [1, 2]) }", "{ a(b: [1, 2, 3]) }", Excess("list_items", 2, 3)),
            (
                Limits(directives=1),
                "{ a @skip(if: true) }",
                "{ a @skip(if: true) @include(if: true) }",
                Excess("directives", 1, 2),
            ),
        ],
    )
    def test_each_limit_is_held(self, limits: Limits, within: str, beyond: str, excess: Excess) -> None:
        assert document_excess(parse(within), limits) is None
        assert document_excess(parse(beyond), limits) == excess

    def test_a_fragment_counts_wherever_it_is_spread(self) -> None:
        document = parse("{ a { ...F } b { ...F } } fragment F on T { x: c @skip(if: true) { d } }")
        (size,) = size_of(document).operations
        assert (size.depth, size.fields, size.root_fields, size.aliases, size.directives) == (3, 6, 2, 2, 2)

    def test_a_spread_at_the_root_gives_root_fields(self) -> None:
        document = parse("{ ...F ... on Query { b } } fragment F on Query { a { c } }")
        assert size_of(document).operations[0].root_fields == 2

    def test_fragments_that_double_each_other_cost_no_more_than_their_text(self) -> None:
        document = parse(DOUBLING + " fragment F200 on Query { a }")
        assert document_excess(document, ROOMY) == Excess("root_fields", 1_000, CEILING)

    @pytest.mark.parametrize(
        "text",
        [
            "{ ...F } fragment F on Query { ...F }",
            "{ ...F } fragment F on Query { a { ...G } } fragment G on T { b { ...F } }",
        ],
    )
    def test_fragments_in_a_circle_are_left_to_validation(self, text: str) -> None:
        document = parse(text)
        assert size_of(document).circular
        assert document_excess(document, Limits()) is None

    def test_a_fragment_spread_by_two_others_is_no_circle(self) -> None:
        text = "{ ...A ...B } fragment A on T { ...C } fragment B on T { ...C } fragment C on T { c }"
        assert not size_of(parse(text)).circular

    def test_an_unknown_fragment_is_left_to_validation(self) -> None:
        assert document_excess(parse("{ a { ...Missing } }"), Limits()) is None

    def test_long_chains_of_fragments_need_no_deep_stack(self) -> None:
        chain = "".join(f" fragment F{number} on T {{ a {{ ...F{number + 1} }} }}" for number in range(2_000))
        document = parse("{ ...F0 }" + chain + " fragment F2000 on T { a }")
        assert document_excess(document, Limits()) == Excess("depth", 12, 2_001)

    def test_repeats_merge_through_fragments_and_below_repeated_fields(self) -> None:
        document = parse("{ a { b } ...F ... { a { b } } } fragment F on Query { a { b x: b } }")
        assert document_excess(document, Limits(repeats=2)) == Excess("repeats", 2, 3)

    def test_an_alias_is_the_name_that_merges(self) -> None:
        assert document_excess(parse("{ x: a y: a z: a }"), Limits(repeats=1)) is None

    def test_a_fragment_spread_twice_at_one_place_merges_with_itself(self) -> None:
        document = parse("{ ...F ...F ...F } fragment F on Query { a }")
        assert document_excess(document, Limits(repeats=1)) is None

    def test_introspection_may_go_deeper_than_the_graph(self) -> None:
        text = "{ __schema { types { fields { type { ofType { ofType { name } } } } } } }"
        assert document_excess(parse(text), Limits(depth=3)) is None
        assert document_excess(parse(text), Limits(fields=3)) == Excess("fields", 3, 7)

    def test_introspection_of_types_within_types_is_measured_through_fragments(self) -> None:
        text = (
            '{ __type(name: "A") { ...T } } fragment T on __Type { fields { type { ...U } } }'
            " fragment U on __Type { possibleTypes { ...V } } fragment V on __Type { inputFields { name } }"
        )
        assert document_excess(parse(text), Limits()) == Excess("introspection_depth", 2, 3)

    def test_fields_of_the_graph_may_have_the_names_of_introspection(self) -> None:
        text = "{ fields { interfaces { fields { __typename } } } __schema { types { name } } }"
        assert document_excess(parse(text), Limits(introspection_depth=1)) is None

    def test_the_whole_schema_can_be_asked_for(self) -> None:
        text = get_introspection_query(specified_by_url=True, input_value_deprecation=True)
        assert document_excess(parse(text), Limits(introspection_depth=1)) is None

    def test_operations_of_one_document_add_up_but_for_their_roots(self) -> None:
        document = parse("query A { a b } query B { c d }")
        assert document_excess(document, Limits(root_fields=2, fields=3)) == Excess("fields", 3, 4)

    @pytest.mark.parametrize(
        "text",
        [
            "query($v: [Int] = [1, 2, 3]) { a(b: $v) }",
            "{ a(b: { c: [[1, 2, 3]] }) }",
            "{ a @d(e: [1, 2, 3]) }",
            "{ ...F } fragment F on Query { a(b: [1, 2, 3]) }",
        ],
    )
    def test_a_list_is_found_wherever_it_stands(self, text: str) -> None:
        assert document_excess(parse(text), Limits(list_items=2)) == Excess("list_items", 2, 3)


class TestVariables:
    def test_a_list_of_the_greatest_length_is_taken(self) -> None:
        assert variables_excess({"skus": ["a", "b"], "one": None}, Limits(list_items=2)) is None

    @pytest.mark.parametrize("variables", [{"a": [1, 2, 3]}, {"a": {"b": [{"c": [1, 2, 3]}]}}])
    def test_a_longer_list_is_refused_at_any_depth(self, variables: dict[str, object]) -> None:
        assert variables_excess(variables, Limits(list_items=2)) == Excess("list_items", 2, 3)

    def test_their_number_is_bounded_whether_declared_or_not(self) -> None:
        assert variables_excess({"a": 1, "b": 2}, Limits(variables=2)) is None
        assert variables_excess({"a": 1, "b": 2}, Limits(variables=1)) == Excess("variables", 1, 2)

    def test_values_inside_of_each_other_are_bounded(self) -> None:
        value: object = 1
        for _ in range(5_000):
            value = [value]
        assert variables_excess({"a": value}, Limits(input_depth=3)) == Excess("input_depth", 3, 4)
        assert variables_excess({"a": [[[1]]]}, Limits(input_depth=3)) is None

    @pytest.mark.parametrize(
        ("declared", "names"),
        [
            ("$representations: [_Any!]!", {"representations"}),
            (
                "$_v0_representations: [_Any!]!, $_v1_r: [_Any], $one: _Any",
                {"_v0_representations", "_v1_r", "one"},
            ),
            ("$skus: [String!]!", set()),
        ],
    )
    def test_a_routers_entities_are_known_by_their_type(self, declared: str, names: set[str]) -> None:
        (operation,) = operations_of(parse(f"query({declared}) {{ a }}"))
        assert representations_of(operation) == names

    def test_entities_have_a_limit_of_their_own_over_all_lists_of_them(self) -> None:
        limits, names = Limits(list_items=1, representations=3), {"r", "s"}
        assert variables_excess({"r": [1, 2, 3]}, limits, names) is None
        assert variables_excess({"r": [1, 2], "s": [3, 4]}, limits, names) == Excess("representations", 3, 4)
        assert variables_excess({"r": [{"a": [1, 2]}]}, limits, names) == Excess("list_items", 1, 2)
        assert variables_excess({"r": [1], "t": [1, 2]}, limits, names) == Excess("list_items", 1, 2)
