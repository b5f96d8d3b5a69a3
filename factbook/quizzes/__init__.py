"""How does a learning platform get the questions?  As files that it imports.

=================  ==============================================================================
``question``       what is a question without the book around it? plain words, no role
``qti``            how does QTI 1.2 say a quiz? for Canvas, and inside of a cartridge
``moodle``         how do Moodle's XML and its GIFT say it?
``texts``          how does it read as plain text, and as a table?
``cartridge``      how does a Common Cartridge hold a quiz, with links or with copies?
``packed``         how is a ZIP the same bytes each time?
=================  ==============================================================================

All are made from ``data/tasks.csv``.  They are written here and not by text2qti: that writes
Canvas's flavour of QTI alone, from a Markdown of its own, and a cartridge needs another.
"""

from factbook.quizzes import cartridge, moodle, qti, texts
from factbook.quizzes.question import Question, Quiz, question_of

__all__ = ["Question", "Quiz", "cartridge", "moodle", "qti", "question_of", "texts"]
