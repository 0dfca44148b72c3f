"""One router per room: parse, call one act or query, draw."""
