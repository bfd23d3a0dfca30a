from hookline.git.lines import DEEPEST, Node, line_from

# Graphs are written newest first: commit → parents.


def _shape(nodes: tuple[Node, ...]) -> list[object]:
    """Write nodes as text: a commit, and for a merge what it brought in as a list after it."""
    shape: list[object] = []
    for node in nodes:
        shape.append(node.commit)
        if node.inside:
            shape.append(_shape(node.inside))
    return shape


def test_a_line_without_merges() -> None:
    """The line goes back to where the graph ends; what is not wanted is left out."""
    graph = {"c": ["b"], "b": ["a"], "a": ["outside"]}
    assert _shape(line_from(graph, "c", {"a", "b", "c"})) == ["c", "b", "a"]
    assert _shape(line_from(graph, "c", {"a", "c"})) == ["c", "a"]
    assert line_from(graph, "other", {"a"}) == ()


def test_a_merge_holds_the_line_that_it_brought_in() -> None:
    """What the line had already does not come in with a merge."""
    graph = {"m": ["b", "y"], "y": ["x"], "b": ["a"], "x": ["a"], "a": []}
    assert _shape(line_from(graph, "m", set(graph))) == ["m", ["y", "x"], "b", "a"]


def test_a_commit_came_in_with_the_oldest_merge_that_reaches_it() -> None:
    """A branch that is merged twice brings in each commit once."""
    graph = {
        "m2": ["m1", "y"],
        "m1": ["a", "x"],
        "y": ["x"],
        "x": ["a"],
        "a": [],
    }
    assert _shape(line_from(graph, "m2", set(graph))) == ["m2", ["y"], "m1", ["x"], "a"]


def test_merges_within_merges() -> None:
    """A merge inside a merge holds what it brought into that branch."""
    graph = {
        "m": ["a", "n"],
        "n": ["x", "y"],
        "y": ["a"],
        "x": ["a"],
        "a": [],
    }
    assert _shape(line_from(graph, "m", set(graph))) == ["m", ["n", ["y"], "x"], "a"]


def test_a_merge_of_several_branches() -> None:
    """All of them are inside, newest first."""
    graph = {"m": ["a", "x", "y"], "y": ["a"], "x": ["a"], "a": []}
    assert _shape(line_from(graph, "m", set(graph))) == ["m", ["y", "x"], "a"]


def test_the_main_branch_merged_into_a_branch_came_in_with_nothing() -> None:
    """Commits of the line that a branch took over before are not inside the branch's merge."""
    graph = {
        "m": ["b", "n"],
        "n": ["x", "b"],
        "x": ["a"],
        "b": ["a"],
        "a": [],
    }
    assert _shape(line_from(graph, "m", set(graph))) == ["m", ["n", "x"], "b", "a"]


def test_endless_nesting_is_flattened() -> None:
    """Thousands of merges in each other, as `git pull` makes them, are no trap."""
    count = 3000
    graph = {}
    for number in range(count, 0, -1):
        graph[f"m{number}"] = [f"x{number}", f"m{number - 1}"]
        graph[f"x{number}"] = ["a"]
    graph["m0"] = ["a"]
    graph["a"] = []
    nodes = line_from(graph, f"m{count}", set(graph))
    depth = 0
    commits: set[str] = set()
    while nodes:
        depth += 1
        commits |= {node.commit for node in nodes}
        nodes = tuple(inner for node in nodes for inner in node.inside)
    assert depth == DEEPEST + 2
    assert commits == set(graph)
