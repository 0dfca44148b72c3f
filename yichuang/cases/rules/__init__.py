"""The law of the ledger: pure functions and frozen records, no Django, no database.

`words` names acts, states and measures; `paths` holds the lawful steps; `records` what goes in and what is stored;
`demands` what each act must bring; `replay` turns events into where a case stands; `clocks` computes due dates with
their explanation; `contribution` says what a case adds to the tallies; `chain` links events; `numbers` case numbers.
"""
