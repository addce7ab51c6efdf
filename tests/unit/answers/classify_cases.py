"""Cases whose role and class are known, each with the text that settles it.

A case says what differs from ``NOTHING``: an organisation without AI, in no sector, without
products and without personal data. Whoever does something with AI answers ``AI`` beside it.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Case(NamedTuple):
    """A case.

    Args:
        name: What it is about.
        source: What settles it.
        answers: ``question=choice,choice`` separated by spaces.
        expected: ``framework role,role risk,risk`` a framework; nothing where none applies.
    """

    name: str
    source: str
    answers: str
    expected: tuple[str, ...]


NOTHING: Final = "activity=none sector=none product=none data=none"
AI: Final = "scope=none prohibited=none safety=no area=none transparency=none"

CASES: Final = (
    # EU AI Act, Annex III and its exceptions
    Case(
        "filtering of job applications",
        "AI Act recital 57, Annex III(4)(a)",
        "activity=provide area=employment exception=decides",
        ("aiact provider high-risk-annex-iii",),
    ),
    Case(
        "sorting of applicants by profile",
        "AI Act Art. 6(3) subparagraph 3, recital 53",
        "activity=use area=employment exception=profiling",
        ("aiact deployer high-risk-annex-iii",),
    ),
    Case(
        "finding duplicates among many applications",
        "AI Act recital 53, first condition",
        "activity=provide area=services exception=narrow",
        ("aiact provider self-exempted",),
    ),
    Case(
        "better language for drafts that stand",
        "AI Act recital 53, second condition",
        "activity=provide area=employment exception=narrow",
        ("aiact provider self-exempted",),
    ),
    Case(
        "looking afterwards for grades out of a teacher's pattern",
        "AI Act recital 53, third condition",
        "activity=provide,use area=education exception=narrow",
        ("aiact provider,deployer self-exempted",),
    ),
    Case(
        "translation of first documents in asylum cases",
        "AI Act recital 53, fourth condition",
        "activity=provide area=migration exception=narrow",
        ("aiact provider self-exempted",),
    ),
    Case(
        "credit scoring of natural persons",
        "AI Act recital 58, Annex III(5)(b)",
        "activity=use area=services exception=decides",
        ("aiact deployer high-risk-annex-iii",),
    ),
    Case(
        "detection of financial fraud",
        "AI Act recital 58, Annex III(5)(b)",
        "activity=use",
        ("aiact deployer any-ai-system",),
    ),
    Case(
        "confirming that a person is who they say",
        "AI Act recital 54, Annex III(1)(a)",
        "activity=provide",
        ("aiact provider any-ai-system",),
    ),
    Case(
        "monitoring of pressure in the water supply",
        "AI Act recital 55, Annex III(2)",
        "activity=provide area=infrastructure exception=decides",
        ("aiact provider high-risk-annex-iii",),
    ),
    Case(
        "a component of the power grid for cybersecurity alone",
        "AI Act recital 55",
        "activity=provide",
        ("aiact provider any-ai-system",),
    ),
    Case(
        "help for a judge in applying the law",
        "AI Act recital 61, Annex III(8)(a)",
        "activity=provide area=justice exception=decides",
        ("aiact provider high-risk-annex-iii",),
    ),
    Case(
        "removing names from judgments",
        "AI Act recital 61",
        "activity=provide",
        ("aiact provider any-ai-system",),
    ),
    # EU AI Act, prohibited practices
    Case(
        "reading the emotions of employees",
        "AI Act Art. 5(1)(f), recital 44",
        "activity=use prohibited=emotion area=biometrics exception=profiling "
        "transparency=recognises",
        ("aiact deployer prohibited-practice,high-risk-annex-iii,transparency-risk",),
    ),
    Case(
        "noticing that a pilot is tired",
        "AI Act recital 18",
        "activity=use",
        ("aiact deployer any-ai-system",),
    ),
    Case(
        "an app that undresses people on photographs",
        "AI Act Art. 5(1)(ba) as amended",
        "activity=provide prohibited=intimate-depiction transparency=generates",
        ("aiact provider prohibited-practice,transparency-risk",),
    ),
    # EU AI Act, Annex I
    Case(
        "a medical device that a notified body assesses",
        "AI Act recital 50, Annex I Section A",
        "activity=provide safety=section-a",
        ("aiact provider high-risk-annex-i",),
    ),
    Case(
        "a safety component in a lift, under the name of the lift's maker",
        "AI Act recital 87, Art. 25(3)",
        "activity=manufacture safety=section-a",
        ("aiact provider,product-manufacturer high-risk-annex-i",),
    ),
    Case(
        "a safety component of machinery",
        "AI Act Art. 2(2), Annex I Section B point 21 as amended",
        "activity=provide safety=section-b transparency=interacts",
        (),
    ),
    Case(
        "comfort in a product, harmless if it fails",
        "AI Act Art. 6(1a) as amended",
        "activity=provide safety=assistance",
        ("aiact provider any-ai-system",),
    ),
    Case(
        "radio equipment assessed for spectrum only",
        "AI Act Art. 6(1c) as amended",
        "activity=provide safety=other-risks",
        ("aiact provider any-ai-system",),
    ),
    # EU AI Act, Art. 50 and general-purpose models
    Case(
        "a language model that answers customers",
        "AI Act Art. 50(1), recital 132",
        "activity=use transparency=interacts data=decide",
        ("aiact deployer transparency-risk", "gdpr controller"),
    ),
    Case(
        "a studio that publishes deep fakes",
        "AI Act Art. 50(4), recital 134",
        "activity=use transparency=deep-fakes",
        ("aiact deployer transparency-risk",),
    ),
    Case(
        "a large language model below the threshold",
        "AI Act recitals 97 and 98, Guidelines C(2025) 5045",
        "activity=model",
        ("aiact gpai-provider gpai-without-systemic-risk",),
    ),
    Case(
        "a model trained with more than 10^25 operations, and a chatbot on it",
        "AI Act Art. 51(2), recital 111",
        "activity=provide,model-systemic transparency=interacts",
        ("aiact provider,gpai-provider transparency-risk,gpai-systemic-risk",),
    ),
    # EU AI Act, value chain and scope
    Case(
        "a distributor that puts its name on a high-risk system",
        "AI Act Art. 25(1)(a), recital 84",
        "activity=take-over,distribute area=employment exception=decides",
        ("aiact provider,distributor high-risk-annex-iii",),
    ),
    Case(
        "an importer of a high-risk system",
        "AI Act Art. 3(6), 23",
        "activity=import area=education exception=decides",
        ("aiact importer high-risk-annex-iii",),
    ),
    Case("a weapon", "AI Act Art. 2(3), recital 24", "activity=use scope=military", ()),
    Case(
        "an army's system that the police use too",
        "AI Act recital 24",
        "activity=use area=law-enforcement exception=decides",
        ("aiact deployer high-risk-annex-iii",),
    ),
    Case(
        "a system for science alone",
        "AI Act Art. 2(6), recital 25",
        "activity=provide,use scope=research",
        (),
    ),
    Case(
        "a prototype tested on real people before market",
        "AI Act Art. 2(8), 60(1), recital 25",
        "activity=test scope=development area=employment exception=decides",
        ("aiact prospective-provider high-risk-annex-iii",),
    ),
    Case("a chatbot for one's holidays", "AI Act Art. 2(10)", "activity=use scope=personal", ()),
    Case(
        "a free and open-source spam filter",
        "AI Act Art. 2(12)",
        "activity=provide scope=open-source",
        (),
    ),
    Case(
        "free and open-source software that ranks applicants",
        "AI Act Art. 2(12)",
        "activity=provide scope=open-source area=employment exception=decides",
        ("aiact provider high-risk-annex-iii",),
    ),
    # NIS2
    Case(
        "a large hospital",
        "NIS2 Art. 3(1)(a), Annex I(5)",
        "sector=annex-i size=large",
        ("nis2 essential-entity",),
    ),
    Case(
        "a medium-sized supplier of electricity",
        "NIS2 Art. 3(2), Annex I(1)",
        "sector=annex-i size=medium",
        ("nis2 important-entity",),
    ),
    Case("a small waterworks", "NIS2 Art. 2(1), recital 7", "sector=annex-i size=small", ()),
    Case(
        "a large maker of machinery",
        "NIS2 Art. 3(2), Annex II(5)",
        "sector=annex-ii size=large",
        ("nis2 important-entity",),
    ),
    Case(
        "a small DNS service provider",
        "NIS2 Art. 3(1)(b), Implementing Regulation 2024/2690 Art. 1",
        "sector=dns size=small",
        ("nis2 essential-entity", "nis2ir essential-entity"),
    ),
    Case(
        "a top-level domain registry",
        "NIS2 Art. 3(1)(b), 28",
        "sector=tld size=small",
        ("nis2 essential-entity,domain-registration-entity", "nis2ir essential-entity"),
    ),
    Case(
        "a registrar", "NIS2 Art. 2(4)", "sector=domain-names", ("nis2 domain-registration-entity",)
    ),
    Case(
        "a medium-sized telecommunications operator",
        "NIS2 Art. 3(1)(c)",
        "sector=communications size=medium",
        ("nis2 essential-entity",),
    ),
    Case(
        "a small telecommunications operator",
        "NIS2 Art. 2(2)(a)(i), 3(2)",
        "sector=communications size=small",
        ("nis2 important-entity",),
    ),
    Case(
        "a small trust service provider that is not qualified",
        "NIS2 Art. 2(2)(a)(ii), 3(2)",
        "sector=trust size=small",
        ("nis2 important-entity", "nis2ir important-entity"),
    ),
    Case(
        "software as a service of a medium-sized company",
        "CRA recital 12, NIS2 Annex I(8)",
        "sector=cloud size=medium product=make product-class=service",
        ("nis2 important-entity", "nis2ir important-entity"),
    ),
    Case(
        "a ministry",
        "NIS2 Art. 3(1)(d)",
        "sector=government",
        ("nis2 essential-entity",),
    ),
    Case("the police", "NIS2 Art. 2(7), recital 8", "sector=government,security", ()),
    Case(
        "a small company that the state named critical",
        "NIS2 Art. 2(3), 3(1)(f)",
        "sector=annex-i,named-essential size=small",
        ("nis2 essential-entity",),
    ),
    # Cyber Resilience Act
    Case(
        "a firewall",
        "CRA recital 45, Annex III Class II(2)",
        "product=make product-class=class-ii",
        ("cra manufacturer important-product-class-ii",),
    ),
    Case(
        "a product in no list that has a firewall in it",
        "CRA Art. 7(1), recital 45",
        "product=make product-class=default",
        ("cra manufacturer default-product",),
    ),
    Case(
        "an imported password manager",
        "CRA Annex III Class I(3), Art. 19",
        "product=import product-class=class-i",
        ("cra importer important-product-class-i",),
    ),
    Case(
        "a smart meter gateway",
        "CRA Annex IV(2)",
        "product=make product-class=critical",
        ("cra manufacturer critical-product",),
    ),
    Case("a medical device", "CRA Art. 2(2)(a)", "product=make product-class=left-out", ()),
    Case(
        "open source that nobody monetises",
        "CRA recital 18",
        "product=make product-class=not-commercial",
        (),
    ),
    Case(
        "a foundation behind open source for commercial use",
        "CRA Art. 3(14), 24, recital 19",
        "product=steward product-class=not-commercial",
        ("cra open-source-steward product-with-digital-elements",),
    ),
    Case(
        "a distributor that modifies a product substantially",
        "CRA Art. 21",
        "product=modify,distribute product-class=default",
        ("cra manufacturer,distributor default-product",),
    ),
    # GDPR
    Case(
        "a company that keeps the payroll for others",
        "EDPB Guidelines 07/2020, example of payroll administration",
        "data=on-behalf",
        ("gdpr processor",),
    ),
    Case(
        "a law firm that acts for a client",
        "EDPB Guidelines 07/2020, example of law firms",
        "data=decide",
        ("gdpr controller",),
    ),
    Case(
        "two companies with one database of customers",
        "GDPR Art. 26, EDPB Guidelines 07/2020",
        "data=jointly",
        ("gdpr controller",),
    ),
    Case("one's own address book", "GDPR Art. 2(2)(c), recital 18", "data=household", ()),
)
