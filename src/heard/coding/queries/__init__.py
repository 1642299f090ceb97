"""What Explore's pages, exports and checks read. Every function starts from a scope or an organisation.

- explore(scope, filters, cursor="") -> Page           25 comments, newest first
- count(scope, filters) -> Count                       comments, exact or 'more than 1,000'
- summary(scope, filters) -> Summary                   voices, ratings, % positive, concerns rated good, undated
- trend(scope, filters, interval) -> Trend | None      None with too many results for an exact answer
- breakdown(scope, filters, by) -> Breakdown | None
- choices(organisation_id) -> Choices                  the options of every filter
- codes(answer_ids) -> dict[int, tuple[CodeEntry, ...]]    newest first
- export_rows(scope, filters) -> Iterator[tuple]       EXPORT_HEADER names its columns; at most EXPORT_LIMIT rows
- saved_views(actor, organisation_id), saved_view(actor, organisation_id, reference)
"""
