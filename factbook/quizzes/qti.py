"""How does QTI 1.2 say a quiz?  As Canvas imports it, and as a Common Cartridge holds it.

The form is that of IMS Question & Test Interoperability 1.2; the fields with which Canvas and the
Common Cartridge (profile 1.1) name the kind of a question are theirs.
"""

from __future__ import annotations

from html import escape

from lxml import etree
from lxml.builder import ElementMaker

from factbook.quizzes.packed import packed, written
from factbook.quizzes.question import Question, Quiz
from factbook.schema import LETTERS

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
CONTENT = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
META = "http://canvas.instructure.com/xsd/cccv1p0"
_E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})

CANVAS, CARTRIDGE = "canvas", "cartridge"
KINDS = {
    CANVAS: ("question_type", "multiple_choice_question", "essay_question"),
    CARTRIDGE: ("cc_profile", "cc.multiple_choice.v0p1", "cc.essay.v0p1"),
}
"""Flavour → the field that says what kind a question is, a closed one, an open one."""


def assessment(quiz: Quiz, flavour: str) -> bytes:
    """A quiz as a document of QTI 1.2."""
    fields = {"cc_maxattempts": "unlimited"}
    if flavour == CARTRIDGE:
        fields |= {"cc_profile": "cc.exam.v0p1", "qmd_assessmenttype": "Examination"}
    section = _E.section(*(_item(one, flavour) for one in quiz.questions), ident="root_section")
    whole = _E.assessment(_fields(fields), section, ident=quiz.name, title=quiz.title)
    return written(_E.questestinterop(whole))


def canvas(quiz: Quiz) -> bytes:
    """The ZIP that Canvas imports as “QTI .zip file”."""
    name = quiz.name
    files = [f"{name}/assessment_meta.xml", f"{name}/{name}.xml"]
    return packed(
        {
            "imsmanifest.xml": _manifest(name, files),
            files[0]: _about(quiz),
            files[1]: assessment(quiz, CANVAS),
        }
    )


def _item(question: Question, flavour: str) -> etree._Element:
    """One question."""
    field, closed, opened = KINDS[flavour]
    fields = {field: closed if question.options else opened, "points_possible": "1"}
    if flavour == CARTRIDGE:
        fields["cc_weighting"] = fields.pop("points_possible")
    elif question.options:
        fields["original_answer_ids"] = ",".join(_letters(question))
    parts = [
        _E.itemmetadata(_fields(fields)),
        _E.presentation(_words(question.asks), _answers(question)),
    ]
    parts.append(_processing(question))
    if question.options:  # what marks an open answer is not for whoever wrote it
        parts.append(_E.itemfeedback(_E.flow_mat(_words(question.why)), ident="general_fb"))
    return _E.item(*parts, ident=question.name, title=question.name)


def _letters(question: Question) -> list[str]:
    """A name for each option."""
    return [
        f"{question.name}-{letter}" for letter, _ in zip(LETTERS, question.options, strict=False)
    ]


def _answers(question: Question) -> etree._Element:
    """Where the answer goes: a choice, or a field to write in."""
    if not question.options:
        label = _E.response_label(ident="answer1", rshuffle="No")
        return _E.response_str(_E.render_fib(label), ident="response1", rcardinality="Single")
    labels = [
        _E.response_label(_words(option), ident=letter)
        for letter, option in zip(_letters(question), question.options, strict=True)
    ]
    return _E.response_lid(_E.render_choice(*labels), ident="response1", rcardinality="Single")


def _processing(question: Question) -> etree._Element:
    """Which answer counts, and that the feedback to a closed question is shown whatever was
    answered; a person marks an open one.
    """
    scale = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    parts = [_E.outcomes(_E.decvar(**scale))]
    if question.options:
        shown = _E.displayfeedback(feedbacktype="Response", linkrefid="general_fb")
        parts.append(_E.respcondition(_E.conditionvar(_E.other()), shown, {"continue": "Yes"}))
        equal = _E.varequal(_letters(question)[question.right], respident="response1")
        full = _E.setvar("100", action="Set", varname="SCORE")
        parts.append(_E.respcondition(_E.conditionvar(equal), full, {"continue": "No"}))
    return _E.resprocessing(*parts)


def _words(text: str) -> etree._Element:
    """Text as HTML in which nothing is markup."""
    return _E.material(_E.mattext(f"<p>{escape(text, quote=False)}</p>", texttype="text/html"))


def _fields(fields: dict[str, str]) -> etree._Element:
    named = [
        _E.qtimetadatafield(_E.fieldlabel(name), _E.fieldentry(value))
        for name, value in fields.items()
    ]
    return _E.qtimetadata(*named)


def _manifest(name: str, files: list[str]) -> bytes:
    """What is in the ZIP for Canvas."""
    make = ElementMaker(namespace=CONTENT, nsmap={None: CONTENT})
    about = make.resource(
        make.file(href=files[0]),
        identifier=f"{name}-about",
        type="associatedcontent/imscc_xmlv1p1/learning-application-resource",
        href=files[0],
    )
    quiz = make.resource(
        make.file(href=files[1]),
        make.dependency(identifierref=f"{name}-about"),
        identifier=name,
        type="imsqti_xmlv1p2",
    )
    head = make.metadata(make.schema("IMS Content"), make.schemaversion("1.1.3"))
    parts = (head, make.organizations(), make.resources(quiz, about))
    return written(make.manifest(*parts, identifier=f"{name}-manifest"))


def _about(quiz: Quiz) -> bytes:
    """What Canvas says of the quiz."""
    make = ElementMaker(namespace=META, nsmap={None: META})
    return written(
        make.quiz(
            make.title(quiz.title),
            make.description(quiz.edition),
            make.quiz_type("practice_quiz"),
            make.points_possible(str(len(quiz.questions))),
            make.shuffle_answers("false"),
            identifier=quiz.name,
        )
    )
