"""Reading delivered files: whatever the format, batches of rows whose cells are text, and the rows that are damaged.

A file that cannot be read at all, or whose columns are not those of the data set, is refused as a whole. A damaged row
never is: it comes out as what it is, and reading goes on with the next one.
"""

from yichuang.exchange.reading.files import batches, dataset_of
from yichuang.exchange.reading.recognising import recognise
from yichuang.exchange.reading.rows import Batch, Damaged

__all__ = ["Batch", "Damaged", "batches", "dataset_of", "recognise"]
