"""Letters made wrong on purpose, each in one way, and who must refuse it why.

FAULTS is the table that test_judges.py goes by. A judge that must refuse a
fault has to say so in the words that stand with it: veraPDF all clauses that
are broken, and no other; the others something that holds these words.
"""

import io
import re
import subprocess
import tempfile
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

import judges

SIGNER = judges.ROOT.with_name("signer.pem")
UA, A = "veraPDF PDF/UA-1", "veraPDF PDF/A-3a"
TAGS, READER = "tags and pages", "blind reader"


# What is wrong; make(letters, path), where letters[signed] is a right one; the
# words of refusal by judge.
FAULTS = []


class Fault:
    def __init__(self, what, make, refused):
        self.what, self.make, self.refused = what, make, refused


def write_anew(letter, path, change=None, **saving):
    with pikepdf.open(letter) as pdf:
        if change is not None:
            change(pdf)
        pdf.save(path, **saving)


def fault(what, refused, signed=False, **saving):
    """Of a function that changes a PDF that pikepdf has read."""
    def add(change):
        def make(letters, path):
            write_anew(letters[signed], path, change, **saving)
        FAULTS.append(Fault(what, make, refused))
        return change
    return add


def forgery(what, refused, signed=True):
    """Of a function that changes a letter's bytes."""
    def add(change):
        def make(letters, path):
            path.write_bytes(change(letters[signed].read_bytes()))
        FAULTS.append(Fault(what, make, refused))
        return change
    return add


# ---------------------------------------------------------------------------
# Finding things.

def tree(pdf):
    """All structure elements, in their order."""
    todo = [pdf.Root.StructTreeRoot]
    while todo:
        element = todo.pop(0)
        if "/S" in element:
            yield element
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, Array) else [kids]
        todo = [kid for kid in kids if isinstance(kid, Dictionary)
                and ("/S" in kid)] + todo


def elements(pdf, role):
    return [element for element in tree(pdf) if element.S == "/" + role]


def objects(pdf, **what):
    """The objects with such entries."""
    return [o for o in pdf.objects if isinstance(o, Dictionary) and all(
        o.get("/" + key) == value for key, value in what.items())]


def links(pdf):
    return objects(pdf, Subtype=Name.Link)


def attachment(pdf):
    return [o for o in pdf.objects if isinstance(o, Dictionary)
            and "/AFRelationship" in o][0]


def change_content(pdf, old, new):
    contents = pdf.pages[0].Contents
    source = contents.read_bytes()
    assert len(re.findall(old, source)) > 0, old
    contents.write(re.sub(old, new, source, count=1))


def change_metadata(pdf, old, new):
    metadata = pdf.Root.Metadata
    source = metadata.read_bytes()
    assert old in source, old
    metadata.write(source.replace(old, new))


def fonts(pdf):
    return [o for o in pdf.objects if isinstance(o, Dictionary)
            and "/ToUnicode" in o]


def put(data, place, new):
    return data[:place] + new + data[place + len(new):]


def flip(data, place):
    return put(data, place, bytes([data[place] ^ 1]))


def other_digit(data, place):
    return put(data, place, b"1" if data[place] == ord("0") else b"0")


def content(data):
    """Where the first page's stream begins in the file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        raw = pdf.pages[0].Contents.read_raw_bytes()
    assert len(raw) > 200 and data.count(raw) == 1
    return data.index(raw)


# ---------------------------------------------------------------------------
# PDF/UA-1, ISO 14289-1.

@fault("a tag dropped from the content", {UA: "7.1-3"})
def _(pdf):
    change_content(pdf, rb"/P\s*<<\s*/MCID 0\s*>>\s*BDC", b"/P BMC")


@fault("content that nobody tagged", {UA: "7.1-3"})
def _(pdf):
    pdf.pages[0].contents_add(b"10 10 20 20 re f")


@fault("an artifact inside of a tag", {UA: "7.1-1 7.1-2"})
def _(pdf):
    change_content(pdf, rb"(/P\s*<<\s*/MCID 0\s*>>\s*BDC)",
                   rb"\1 /Artifact BMC 10 10 9 9 re f EMC")


@fault("a tag inside of an artifact", {UA: "7.1-2"})
def _(pdf):
    change_content(pdf, rb"(/P\s*<<\s*/MCID 0\s*>>\s*BDC)",
                   rb"/Artifact BMC \1 EMC EMC \1")


@fault("no structure tree", {
    UA: "7.1-11 7.1-3 7.18.5-1", TAGS: "no structure tree"})
def _(pdf):
    del pdf.Root.StructTreeRoot


@fault("not marked as tagged", {UA: "6.2-1"})
def _(pdf):
    pdf.Root.MarkInfo = Dictionary(Marked=False)


@fault("tags said to be suspect", {UA: "7.1-4"})
def _(pdf):
    pdf.Root.MarkInfo.Suspects = True


@fault("a role that nobody knows", {UA: "7.1-5"})
def _(pdf):
    elements(pdf, "P")[0].S = Name.Sermon


@fault("roles that map in a circle", {UA: "7.1-6"})
def _(pdf):
    pdf.Root.StructTreeRoot.RoleMap = Dictionary(
        Sermon=Name.Homily, Homily=Name.Sermon)
    elements(pdf, "P")[0].S = Name.Sermon


@fault("no title in the metadata", {UA: "7.1-9"})
def _(pdf):
    change_metadata(pdf, b"dc:title", b"dc:source")


@fault("the title not shown", {UA: "7.1-10"})
def _(pdf):
    del pdf.Root.ViewerPreferences


@fault("no mark of PDF/UA", {UA: "5-1"})
def _(pdf):
    change_metadata(pdf, b"<pdfuaid:part>1</pdfuaid:part>", b"")


@fault("no language", {
    UA: "7.2-2 7.2-22 7.2-24 7.2-33 7.2-34"})
def _(pdf):
    del pdf.Root.Lang


@fault("a language that is none", {UA: "7.2-29"})
def _(pdf):
    pdf.Root.Lang = String("the Queen's")


@fault("a foreign passage's language that is none", {UA: "7.2-29"})
def _(pdf):
    [e for e in tree(pdf) if "/Lang" in e][0].Lang = String("the Queen's")


@fault("no Alt on a figure", {UA: "7.3-1", TAGS: "without Alt"})
def _(pdf):
    del elements(pdf, "Figure")[0]["/Alt"]


@fault("a heading's level skipped", {UA: "7.4.2-1",
                                     TAGS: "follows H1"})
def _(pdf):
    for element in elements(pdf, "H2"):
        element.S = Name.H3


@fault("a table's header without its scope", {UA: "7.5-1"})
def _(pdf):
    roles = {"/L": Name.Table, "/LI": Name.TR, "/Lbl": Name.TH,
             "/LBody": Name.TD}
    table = elements(pdf, "L")[-1]
    for element in tree(pdf):
        above, inside = element, False
        while "/P" in above:
            inside |= above.objgen == table.objgen
            above = above.P
        if inside and str(element.S) in roles:
            element.S = roles[str(element.S)]


@fault("a list's item outside of a list", {UA: "7.2-17"})
def _(pdf):
    elements(pdf, "L")[0].S = Name.Sect


@fault("two notes of one ID", {UA: "7.9-2"})
def _(pdf):
    for element in elements(pdf, "P")[:2]:
        element.S, element.ID = Name.Note, String("one")


@fault("a link that says nothing", {UA: "7.18.1-2 7.18.5-2",
                                    TAGS: "without Contents"})
def _(pdf):
    del links(pdf)[0]["/Contents"]


@fault("a link that no tag leads to", {
    UA: "7.18.5-1", TAGS: "Link without an annotation"})
def _(pdf):
    link = elements(pdf, "Link")[0]
    del links(pdf)[0]["/StructParent"]
    link.K = Array([kid for kid in link.K if isinstance(kid, int)])


@fault("no order for the tabulator", {UA: "7.18.3-1"})
def _(pdf):
    for page in pdf.pages:
        if "/Tabs" in page:
            del page["/Tabs"]


@fault("a signature's field without a name", {UA: "7.18.1-3"}, signed=True)
def _(pdf):
    del objects(pdf, FT=Name.Sig)[0]["/TU"]


@fault("a signature's field outside of a form", {UA: "7.18.4-1"}, signed=True)
def _(pdf):
    elements(pdf, "Form")[0].S = Name.Div


@fault("characters that are none", {UA: "7.21.7-2"})
def _(pdf):
    for font in fonts(pdf):
        font.ToUnicode.write(re.sub(
            rb"(<(\w{2})><\2>)<\w{4}>", rb"\1<FFFE>",
            font.ToUnicode.read_bytes()))


@fault("a glyph that the font does not have", {UA: "7.21.7-1"})
def _(pdf):
    change_content(pdf, rb"\[\([^\\]", rb"[(\0")


@fault("a file embedded without its name", {UA: "7.11-1"})
def _(pdf):
    del attachment(pdf)["/UF"]


@fault("encrypted against readers aloud", {UA: "7.16-1", A: "6.1.3-2"},
       encryption=pikepdf.Encryption(
           owner="o", user="", R=3, aes=False, metadata=False,
           allow=pikepdf.Permissions(accessibility=False)))
def _(pdf):
    pass


# ---------------------------------------------------------------------------
# PDF/A-3a, ISO 19005-3.

@fault("no colour profile", {A: "6.2.4.3-2"})
def _(pdf):
    del pdf.Root.OutputIntents


@fault("no metadata", {A: "6.6.2.1-1"})
def _(pdf):
    del pdf.Root.Metadata


@fault("metadata that say another part", {A: "6.6.4-2"})
def _(pdf):
    change_metadata(pdf, b"<pdfaid:part>3", b"<pdfaid:part>1")


@fault("metadata that tell another title than the document's",
       {TAGS: "Title is 'Another', and dc:title 'An awkward letter'"})
def _(pdf):
    pdf.docinfo.Title = String("Another")


@fault("a schema that nobody describes", {A: "6.6.2.3.1-1 6.6.2.3.1-2"})
def _(pdf):
    change_metadata(pdf, b"pdfaExtension:schemas", b"dc:relation")


@fault("a script", {A: "6.5.1-1"})
def _(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript,
                                     JS=String("app.alert(1)"))


@fault("a font not embedded", {UA: "7.21.4.1-1", A: "6.2.11.4.1-1"})
def _(pdf):
    del [o for o in pdf.objects if isinstance(o, Dictionary)
         and "/FontFile2" in o][0]["/FontFile2"]


@fault("widths that are not the font's", {UA: "7.21.5-1", A: "6.2.11.5-1"})
def _(pdf):
    font = objects(pdf, Subtype=Name.TrueType)[0]
    font.Widths = Array([1] * len(font.Widths))


@fault("glyphs without characters", {UA: "7.21.7-1", A: "6.2.11.7.2-1"})
def _(pdf):
    for font in fonts(pdf):
        del font["/ToUnicode"]


@fault("a file embedded without a relationship", {A: "6.8-3"})
def _(pdf):
    del attachment(pdf)["/AFRelationship"]


@fault("a file embedded that nothing leads to", {A: "6.8-4"})
def _(pdf):
    del pdf.Root["/AF"]


@fault("a link not for print", {A: "6.3.2-2"})
def _(pdf):
    links(pdf)[0].F = 0


@forgery("no identity of the file", {A: "6.1.3-1"}, signed=False)
def _(data):
    return put(data, data.rindex(b"/ID"), b"/XD")


@forgery("something after the end", {A: "6.1.3-3"}, signed=False)
def _(data):
    return data + b"and so on\n"


# ---------------------------------------------------------------------------
# The words themselves, and how they are read.

def reading(what, refused):
    return fault(what, {READER: refused})


@reading("characters that are others", "is 'P: 1 Mbr")
def _(pdf):
    for font in fonts(pdf):
        source = font.ToUnicode.read_bytes()
        changed = re.sub(rb"<0061>\n", b"<0062>\n", source)
        font.ToUnicode.write(changed)


@reading("paragraphs exchanged", "and should be 'P: A remark")
def _(pdf):
    kids = elements(pdf, "Document")[0].K
    kids[1], kids[2] = kids[2], kids[1]


@reading("a paragraph cut out", "is 'P: Dear The Office of Works', and "
         "should be 'P: A remark")
def _(pdf):
    del elements(pdf, "Document")[0].K[1]


@reading("a paragraph said twice", "and should be 'P: Dear")
def _(pdf):
    document = elements(pdf, "Document")[0]
    kids = list(document.K)
    document.K = Array(kids[:2] + kids[1:])


@reading("the last paragraph left out", "is missing: 'P: Rates are rounded")
def _(pdf):
    kids = elements(pdf, "Document")[0].K
    del kids[len(kids) - 1]


@reading("a heading read as a paragraph", "is 'P: An awkward letter', and "
         "should be 'H1: An awkward letter'")
def _(pdf):
    elements(pdf, "H1")[0].S = Name.P


@reading("a heading of another level", "and should be 'H2: Where to read on'")
def _(pdf):
    elements(pdf, "H2")[1].S = Name.H3


@reading("a label left out", "and should be '    Lbl: ")
def _(pdf):
    item = elements(pdf, "LI")[0]
    item.K = Array([kid for kid in item.K if kid.S != Name.Lbl])


@reading("a list within a list pulled out", "and should be '      L'")
def _(pdf):
    inner = elements(pdf, "L")[1]
    inner.P.K = Array([kid for kid in inner.P.K
                       if kid.objgen != inner.objgen])
    inner.P = elements(pdf, "Document")[0]
    inner.P.K.append(inner)


@reading("a link that leads elsewhere", "<https://www.example.org/elsewhere >"
         " what we found")
def _(pdf):
    for link in links(pdf):
        if "a-page" in str(link.A.URI):
            link.A.URI = String("https://www.example.org/elsewhere")


@reading("a link of two addresses", "and https://www.example.org/elsewhere >")
def _(pdf):
    links(pdf)[0].A.URI = String("https://www.example.org/elsewhere")


@reading("a picture that says something else", "is '  Figure: A chart.'")
def _(pdf):
    elements(pdf, "Figure")[-1].Alt = String("A chart.")


@reading("a foreign passage in no language", "is 'H2: Diolch and others'")
def _(pdf):
    del [e for e in tree(pdf) if "/Lang" in e][0]["/Lang"]


@reading("a text read as another", "is 'P: 2 April 2022'")
def _(pdf):
    change_content(pdf, rb"/P\s*<<\s*/MCID 0\s*>>\s*BDC",
                   b"/P<</MCID 0/ActualText(2 April 2022)>>BDC")


@reading("a paragraph made an artifact", "'P: ', and should be 'P: 1 March")
def _(pdf):
    change_content(pdf, rb"/P\s*<<\s*/MCID 0\s*>>\s*BDC", b"/Artifact BMC")


# ---------------------------------------------------------------------------
# A sound file, by qpdf.

@forgery("a page's stream damaged", {"qpdf": "error decoding stream data"},
         signed=False)
def _(data):
    return put(data, content(data), b"no zlib")


@forgery("the way to the cross-references lost", {"qpdf": "file is damaged"},
         signed=False)
def _(data):
    return re.sub(rb"startxref\s+(\d+)", b"startxref\n77", data)


@forgery("half a file", {UA: "startxref", A: "startxref",
                         "qpdf": "can't find startxref",
                         TAGS: "cannot be read"}, signed=False)
def _(data):
    return data[:len(data) // 2]


@forgery("an object that is not where it should be",
         {"qpdf": "expected n n obj"}, signed=False)
def _(data):
    place = data.rindex(b" obj", 0, content(data))
    return put(data, place, b" jbo")


# ---------------------------------------------------------------------------
# A signature, by those who judge them; and ours has to say the same.

def everyone(pdfsig, pyhanko, openssl):
    return {"pdfsig": pdfsig, "pyHanko": pyhanko, "openssl cms": openssl,
            "lettermill verify": "NOT GOOD"}


OTHER_BYTES = everyone("Digest Mismatch", "INVALID",
                       "CMS_SignerInfo_verify_content:verification failure")
OTHER_RANGE = everyone("Not total document signed", "INVALID", "no ByteRange")


@forgery("a byte of a page changed", OTHER_BYTES)
def _(data):
    return flip(data, content(data) + 100)


@forgery("a byte of the metadata changed", OTHER_BYTES)
def _(data):
    return flip(data, data.index(b"xpacket") + 3)


@forgery("the last byte changed", OTHER_BYTES)
def _(data):
    return flip(data, len(data) - 1)


@forgery("a byte changed right before the signature", everyone(
    "has not yet been verified", "Could not read /Contents",
    "CMS_SignerInfo_verify_content:verification failure"))
def _(data):
    return flip(data, judges.signed_range(data)[0] - 1)


@forgery("the last byte of the signature changed", everyone(
    "Signature is Invalid", "INVALID",
    "CMS_SignerInfo_verify:verification failure"))
def _(data):
    _, after = judges.signed_range(data)
    return other_digit(data, len(data[:after - 1].rstrip(b"0")) - 1)


@forgery("a letter of the certificate changed", everyone(
    "corrupted data", "certificate attribute does not match",
    "certificate signature failure"))
def _(data):
    name = told("subject").split("CN=")[1].encode()
    return put(data, data.index(name.hex().encode()),
               name.lower().hex().encode())


@forgery("a range that ends before the file does", OTHER_RANGE)
def _(data):
    return re.sub(rb"(/ByteRange\s*\[\s*0 \d+ \d+ )(\d+)",
                  lambda m: m[1] + b"%d" % (int(m[2]) - 1), data)


@forgery("a range that begins later", OTHER_RANGE)
def _(data):
    return re.sub(rb"(/ByteRange\s*\[\s*)0", rb"\g<1>1", data)


@forgery("bytes appended", everyone(
    "Not total document signed", "no more than ENTIRE_REVISION",
    "no ByteRange"))
def _(data):
    return data + b"% more\n"


@forgery("no signature", everyone(
    "does not contain any signatures", "0 signatures", "no ByteRange"),
         signed=False)
def _(data):
    return data


def update(change):
    """An incremental update, as a program of PDFs makes one."""
    def forge(data):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "letter.pdf")
            path.write_bytes(data)
            subprocess.run([judges.HOUSE / "build/pyhanko/bin/python", "-c",
                            UPDATE.format(change), path], check=True)
            return path.read_bytes()
    return forge


UPDATE = """
import sys
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.generic import *
with open(sys.argv[1], "r+b") as file:
    pdf = IncrementalPdfFileWriter(file)
    {}
    pdf.write_in_place()
"""
ADDED = everyone("Not total document signed", "ILLEGAL_MODIFICATIONS",
                 "no ByteRange")
forgery("a page turned by an update", ADDED)(update(
    "page = pdf.root['/Pages']['/Kids'][0]; "
    "page['/Rotate'] = NumberObject(90); "
    "pdf.mark_update(page.container_ref)"))
forgery("the language changed by an update", ADDED)(update(
    "pdf.root['/Lang'] = pdf_string('de'); pdf.update_root()"))


# ---------------------------------------------------------------------------
# Another's hand.

def openssl(*words, **more):
    return subprocess.run(["openssl", *words], check=True,
                          capture_output=True, **more).stdout


def told(what):
    """What the specimen's certificate says of itself."""
    said = openssl("x509", "-noout", f"-{what}", "-nameopt", "compat", "-in",
                   SIGNER).decode()
    return said.split("=", 1)[1].strip()


def another(folder):
    """A root and a signer of the same names, and of other keys."""
    def make(name, *words):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-days", "9", "-keyout",
                folder / f"{name}.key", "-out", folder / f"{name}.pem", *words)
    make("root", "-subj", told("issuer"))
    make("signer", "-subj", told("subject"), "-set_serial",
         "0x" + told("serial"), "-CA", folder / "root.pem", "-CAkey",
         folder / "root.key", "-addext", "basicConstraints=critical,CA:false")


def resign(data, *words):
    """Put another's signature where the letter's own was."""
    hole, after = judges.signed_range(data)
    with tempfile.TemporaryDirectory() as folder:
        another(Path(folder))
        cms = openssl("cms", "-sign", "-binary", "-cades", "-nosmimecap",
                      "-outform", "DER", "-signer", f"{folder}/signer.pem",
                      "-inkey", f"{folder}/signer.key", *words,
                      input=data[:hole] + data[after:])
    digits = cms.hex().encode()
    return put(data, hole + 1, digits.ljust(after - hole - 2, b"0"))


@forgery("signed by another of the same name", everyone(
    "Certificate issuer is unknown", "INTACT:UNTRUSTED",
    "unable to get local issuer certificate"))
def _(data):
    return resign(data)


@forgery("signed by another, with the specimen's certificate",
         everyone("Unknown Validation Failure",
                  "certificate attribute does not match",
                  "CAdES Verification failure"))
def _(data):
    return resign(data, "-nocerts", "-certfile",
                  SIGNER)
