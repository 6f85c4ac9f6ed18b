"""Files of restaurants as people really have them, each with what is right for it; prints how many are read rightly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from tests.tables import HEADERS, csv_of, saved, xlsx_of
from workflows.rules.store_columns import TableHeaders
from workflows.rules.store_files import read_file
from workflows.rules.store_lines import StoreProblemKind
from workflows.rules.xlsx import FileProblem, Unreadable

HERE = TableHeaders(*HEADERS)
THREE = [("Léa Nantes", "lea-nantes"), ("Léa Rezé", "lea-reze"), ("L’Épi d’Or", "epi_2")]
NANTES, REZE, EPI = THREE
SWAPPED = [(slug, name) for name, slug in THREE]


@dataclass(frozen=True)
class Messy:
    """A file, and what is right for it: its stores, the rows that are refused, in doubt or not, or the whole fault."""

    data: bytes
    stores: Sequence[tuple[str, str]] = tuple(THREE)
    refused: Sequence[tuple[int, StoreProblemKind]] = ()
    doubt: bool = False
    problem: FileProblem | None = None


def under(*head: str, rows: Sequence[tuple[Any, ...]] = THREE) -> list[tuple[Any, ...]]:
    return [head, *rows]


def wide(*head: str) -> list[tuple[str, ...]]:
    """The restaurants with their city, postcode and telephone around them."""
    places = [
        ("Nantes", "44000", "02 40 00 00 01"),
        ("Rezé", "44400", "02 40 00 00 02"),
        ("Lyon", "69001", "04 72 00 00 03"),
    ]
    return [
        head,
        *((city, code, name, slug, phone) for (name, slug), (city, code, phone) in zip(THREE, places, strict=True)),
    ]


def formatted(value: Any, number_format: str) -> bytes:
    book = Workbook()
    for row in (("Nom", "Slug"), *THREE, ("Pâte", value)):
        book.active.append(row)
    book.active["B5"].number_format = number_format
    return saved(book)


def with_slug(slug: str) -> bytes:
    return csv_of(under("Nom", "Slug", rows=[*THREE, ("Pâte", slug)]))


CRÊPES = [("Crêperie Zoë", "zoe"), ("Noël", "noel")]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
REFORMATTED = [(5, StoreProblemKind.REFORMATTED)]
FILES: dict[str, Messy] = {
    # Words of headers
    "établissement, slug": Messy(csv_of(under("Établissement", "Slug"))),
    "magasin, slug pongo": Messy(csv_of(under("Magasin", "Slug Pongo"))),
    "point de vente, identifiant": Messy(csv_of(under("Point de vente", "Identifiant"))),
    "boutique, id": Messy(xlsx_of(under("Boutique", "ID"))),
    "enseigne, slug": Messy(csv_of(under("Enseigne", "slug"))),
    "store_name, store_slug": Messy(csv_of(under("store_name", "store_slug"), ",")),
    "storeName, storeSlug": Messy(csv_of(under("storeName", "storeSlug"), ",")),
    "Shop, Pongo ID": Messy(csv_of(under("Shop", "Pongo ID"))),
    "with stars and colons": Messy(csv_of(under("Nom du restaurant *", "Slug (Hey Pongo) :"))),
    "in capitals, swapped": Messy(csv_of(under("SLUG", "ÉTABLISSEMENT", rows=SWAPPED))),
    "nom de l'établissement": Messy(xlsx_of(under("Nom de l’établissement", "Identifiant Pongo"))),
    "libellé, code": Messy(csv_of(under("Libellé", "Code"))),
    "raison sociale": Messy(csv_of(under("Raison sociale", "Slug Hey Pongo"))),
    # Where the headers stand
    "a title above": Messy(xlsx_of([("Liste des restaurants",), (), *under("Restaurant", "Slug")])),
    "headers in row 10": Messy(csv_of([("Export du 3 mai", "page 1")] * 9 + under("Magasin", "Slug"))),
    "groups above the headers": Messy(xlsx_of([("Léa", "Hey Pongo"), *under("Nom", "Slug")])),
    "a second sheet": Messy(xlsx_of([("Consignes", "À lire"), ("Remplir", "l’onglet 2")], under("Magasin", "Slug"))),
    "a number in front": Messy(csv_of([("N°", "Nom", "Slug"), *((str(at), *one) for at, one in enumerate(THREE, 1))])),
    "an empty column in front": Messy(xlsx_of([(None, "Nom", "Slug"), *((None, *one) for one in THREE)])),
    # Other columns beside
    "city, postcode, telephone": Messy(csv_of(wide("Ville", "Code postal", "Restaurant", "Slug", "Téléphone"))),
    "city, postcode, telephone, no headers": Messy(csv_of(wide()[1:])),
    "store id and slug": Messy(
        csv_of([("Store ID", "Store", "Slug"), *((str(8_100 + at), *one) for at, one in enumerate(THREE))], ",")
    ),
    "address and e-mail": Messy(
        csv_of(
            [
                ("Adresse du magasin", "E-mail", "Slug", "Nom commercial"),
                *((f"{at} rue du Port", f"m{at}@lea.fr", slug, name) for at, (name, slug) in enumerate(THREE, 1)),
            ]
        )
    ),
    "address and e-mail, no headers": Messy(
        csv_of([(f"{at} rue du Port", f"m{at}@lea.fr", slug, name) for at, (name, slug) in enumerate(THREE, 1)])
    ),
    "brand in each row": Messy(csv_of([("Marque", "Nom", "Slug"), *(("Léa", *one) for one in THREE)])),
    "brand in each row, no headers": Messy(csv_of([("Maison Léa", *one) for one in THREE])),
    "enseigne in each row and magasin": Messy(
        csv_of([("Enseigne", "Magasin", "Slug"), *(("Léa", *one) for one in THREE)])
    ),
    "name of the manager": Messy(
        csv_of([("Nom du gérant", "Nom", "Slug"), ("Zoé Le Gall", *NANTES), ("Tom Roy", *REZE), ("Ana Diaz", *EPI)])
    ),
    "a token column": Messy(
        csv_of([("Slug", "Token Pongo", "Nom"), *((slug, "tok_1a2b3c4d5e6f7a8b9c", name) for name, slug in THREE)])
    ),
    "our sheet's headers last": Messy(csv_of([("Nom", "Slug", *HEADERS), *(("x", "y", *one) for one in THREE)])),
    # No headers, swapped
    "no headers": Messy(csv_of(THREE)),
    "no headers, swapped": Messy(csv_of(SWAPPED)),
    "no headers, swapped, xlsx": Messy(xlsx_of(SWAPPED)),
    "no headers, one-word names, swapped": Messy(
        csv_of([("nantes", "Nantes"), ("reze-sud", "Reze"), ("lyon", "Lyon")]),
        [("Nantes", "nantes"), ("Reze", "reze-sud"), ("Lyon", "lyon")],
    ),
    "no headers, numbers as slugs": Messy(
        csv_of([("Léa Nantes", "33012"), ("Léa Rezé", "33013")]), [("Léa Nantes", "33012"), ("Léa Rezé", "33013")]
    ),
    "restaurants that are called like headers": Messy(
        csv_of([("Le Magasin", "le-magasin"), ("La Boutique", "la-boutique")]),
        [("Le Magasin", "le-magasin"), ("La Boutique", "la-boutique")],
    ),
    # In doubt
    "two columns of names": Messy(
        csv_of(
            [("Nom", "Enseigne", "Slug"), ("Nantes centre", "Léa Nantes", "st-1"), ("Rezé sud", "Léa Rezé", "st-2")]
        ),
        [("Nantes centre", "st-1"), ("Rezé sud", "st-2")],
        doubt=True,
    ),
    "two columns of slugs": Messy(
        csv_of([("Nom", "Borne A", "Borne B"), ("Léa Nantes", "a-nantes", "b-nantes"), ("Épi", "a-epi", "b-epi")]),
        [("Léa Nantes", "a-nantes"), ("Épi", "a-epi")],
        doubt=True,
    ),
    # Encodings and ends of lines
    "UTF-16 of Excel": Messy(csv_of(under("Nom", "Slug"), "\t", "utf-16")),
    "UTF-16 without a mark": Messy(csv_of(under("Nom", "Slug"), "\t", "utf-16-le")),
    "UTF-8 with a mark": Messy(csv_of(under("Nom", "Slug"), ",", "utf-8-sig")),
    "Windows-1252": Messy(csv_of(under("Établissement", "Slug"), ";", "cp1252")),
    "Mac Roman": Messy(csv_of(under("Établissement", "Slug"), ";", "mac_roman")),
    "Mac Roman, one word": Messy("Café;cafe\rThé;the".encode("mac_roman"), [("Café", "cafe"), ("Thé", "the")]),
    "CP850": Messy(csv_of(CRÊPES, ";", "cp850"), CRÊPES),
    "old Mac line ends": Messy(csv_of(under("Nom", "Slug")).replace(b"\r\n", b"\r")),
    "sep= in front": Messy(b"sep=,\r\n" + csv_of(under("Nom", "Slug"), ",")),
    # What a spreadsheet made of slugs
    "a date in xlsx": Messy(formatted(date(2026, 5, 12), "dd-mm"), refused=REFORMATTED),
    "scientific in xlsx": Messy(formatted(100_000, "0.00E+00"), refused=REFORMATTED),
    "a fraction in xlsx": Messy(formatted(12.5, "General"), refused=REFORMATTED),
    "16 digits in xlsx": Messy(formatted(1234567890123456, "0"), refused=REFORMATTED),
    "a date in csv": Messy(with_slug("12-mai"), refused=REFORMATTED),
    "an English date in csv": Messy(with_slug("12-May"), refused=REFORMATTED),
    "a whole date in csv": Messy(with_slug("12/05/2026"), refused=REFORMATTED),
    "scientific in csv": Messy(with_slug("1,00E+05"), refused=REFORMATTED),
    "an ISO date in csv": Messy(with_slug("2026-05-12"), refused=REFORMATTED),
    # Rows that are wrong are said, not left out
    "a first row that is wrong": Messy(
        csv_of([("Léa Lyon", "léa lyon"), *THREE]), refused=[(1, StoreProblemKind.BAD_SLUG)]
    ),
    "a row without a slug": Messy(with_slug(""), refused=[(5, StoreProblemKind.NO_SLUG)]),
    # Rows that are no restaurants
    "headers that come again": Messy(csv_of([("Nom", "Slug"), NANTES, ("NOM", "slug"), REZE, ("Nom", "Slug"), EPI])),
    "two tables, each under its title": Messy(
        csv_of([("Ouest", ""), *under("Nom", "Slug", rows=THREE[:2]), ("", ""), ("Lyon", ""), ("Nom", "Slug"), EPI])
    ),
    "totals": Messy(
        csv_of(
            [
                ("Région", "Nom", "Slug", "CA"),
                *(("Ouest", *one, "10") for one in THREE[:2]),
                ("Sous-total Ouest", "", "", "20"),
                ("Est", *EPI, "5"),
                ("Total", "3", "", "25"),
            ]
        )
    ),
    "a total in the column of the slugs": Messy(xlsx_of([*under("Nom", "Slug"), ("Total général", 3)])),
    "a restaurant that is called Total": Messy(
        csv_of([("Nom", "Slug"), ("Total Access Lyon", "33012"), *THREE]), [("Total Access Lyon", "33012"), *THREE]
    ),
    "notes of Salesforce below": Messy(
        csv_of([("Account Name", "Account ID", "Slug"), *((name, "0015g00000", slug) for name, slug in THREE)], ",")
        + b"\r\n\r\nRestaurants 6xpos\r\nCopyright (c) 2026 salesforce.com, inc. All rights reserved.\r\nHey Pongo\r\n"
    ),
    "a note below": Messy(xlsx_of([*under("Nom", "Slug"), (), ("Épi : en travaux jusqu’en juin",)])),
    "the foot of a page": Messy(csv_of([*under("Nom", "Slug"), ("Page 1/1", ""), ("Source : back-office", "")])),
    "dashes": Messy(csv_of([*under("Nom", "Slug"), ("-", "–")])),
    "no slug yet, in other words": Messy(with_slug("N/A"), refused=[(5, StoreProblemKind.NO_SLUG)]),
    "one below without its slug": Messy(
        csv_of([*under("Nom", "Slug"), ("Total Access Lyon", "")]), refused=[(5, StoreProblemKind.NO_SLUG)]
    ),
    "means and a legend": Messy(
        csv_of(
            [
                ("Nom d’usage", "Raison sociale", "Slug"),
                *((name, "SARL Ouest", slug) for name, slug in THREE),
                ("Moyenne", "", ""),
                (),
                ("Légende", "SARL = siège", ""),
            ]
        )
    ),
    "headers of an export": Messy(
        csv_of([("Organisation - Nom", "Organisation - ID", "Organisation - Slug"), *((n, "41", s) for n, s in THREE)])
    ),
    "restaurant, pongo": Messy(csv_of(under("RESTAURANT", "PONGO"))),
    # Other programs' files
    "old Excel": Messy(OLE, problem=FileProblem.OLD_EXCEL),
    "Excel with a password": Messy(OLE + "EncryptedPackage".encode("utf-16-le"), problem=FileProblem.PROTECTED),
}


def read(data: bytes) -> tuple[list[tuple[str, str]], list[tuple[int, StoreProblemKind]], bool, FileProblem | None]:
    try:
        found = read_file(data, HERE)
    except Unreadable as unreadable:
        return [], [], False, unreadable.problem
    problems = [(problem.line, problem.kind) for problem in found.problems]
    return [(store.name, store.slug) for store in found.stores], problems, bool(found.columns.fits), None


def right(messy: Messy) -> tuple[list[tuple[str, str]], list[tuple[int, StoreProblemKind]], bool, FileProblem | None]:
    return [] if messy.problem else list(messy.stores), list(messy.refused), messy.doubt, messy.problem


@pytest.mark.parametrize("name", FILES)
def test_a_messy_file_is_read_rightly(name: str) -> None:
    assert read(FILES[name].data) == right(FILES[name])


def test_how_many_are_read_rightly() -> None:
    good = [name for name, messy in FILES.items() if read(messy.data) == right(messy)]
    print(f"\n{len(good)} of {len(FILES)} messy files are read rightly")
    assert len(FILES) >= 40
