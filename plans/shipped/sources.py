"""Where the shipped numbers and texts come from, by the names under which they are quoted."""

from collections.abc import Iterable

SOURCES = {
    "S2": "https://pdfslide.us/documents/skinpen-clinical-study-summary-entercare-precision-"
    "system-for-the-treatment-of.html",
    "S4": "https://www.theeliteclinic.com/copy-of-alumier-peel",
    "S5": "https://510k.innolitics.com/search/K202243",
    "S6": "https://510k.innolitics.com/search/K180778",
    "S7": "https://510k.innolitics.com/search/K182407",
    "S8": "https://jcadonline.com/august-2018-microneedling/",
    "S9": "https://law.lawstack.com/cfr/21/878.4430/",
    "S11": "https://www.fda.gov/medical-devices/aesthetic-cosmetic-devices/microneedling-devices",
    "S15": "https://ar.scribd.com/document/298139244/Efficacy-of-a-Needling-Device-for-the-"
    "Treatment-of-Acne-Scars-a-Randomized-Clinical-Trial",
    "S16": "https://docslib.org/doc/7752339/role-of-microneedling-in-atrophic-post-acne-scars-an-"
    "experience-from-a-tertiary-care-hospital",
    "S17": "https://www.iasj.net/iasj/article/186069",
    "S19": "https://doi.org/10.1097/01.dss.0000790428.70373.f6",
    "S21": "https://doi.org/10.1097/dss.0000000000004450",
    "S22": "https://pubmed.ncbi.nlm.nih.gov/26549251/",
    "S24": "https://plasticsurgerykey.com/applications-and-safety-in-skin-of-color/?share=google-"
    "plus-1",
    "S26": "https://plasticsurgerykey.com/63-microneedling",
    "S27": "https://plasticsurgerykey.com/21-maximizing-safety-with-microneedling",
    "S28": "https://ajmc.com/view/dr-monica-li-lists-microneedling-considerations-precautions",
    "S31": "https://www.bioscmed.com/index.php/bsm/article/view/1529",
    "S33": "https://trial.medpath.com/clinical-trial/285101eee09e12cb/microneedling-botulinum-"
    "toxin-facial-pores",
    "S42": "https://somalaser.com/?p=1207",
    "S43": "https://www.droracle.ai/articles/839943/is-microneedling-safe-for-a-patient-"
    "currently-taking-oral",
    "S44": "https://ru.scribd.com/document/413966373/JCutanAesthetSurg104186-3056457-082924",
    "S45": "https://www.canadiandermatologytoday.com/articles/dropping-the-delay-safety-of-"
    "procedural-interventions-during-and-after-isotretinoin-use/",
    "S46": "http://verifymds.org/fda-issues-warnings-against-using-products-containing-high-"
    "concentrations-of-lidocaine-which-can-lead-to-serious-side-effects",
    "S47": "https://www.fagronacademy.us/blog/understanding-topical-anesthetics",
    "S48": "http://www.druglib.com/druginfo/emla/indications_dosage/",
    "S49": "https://pill2trip.com/medicine/prilolid",
    "S50": "https://www.renalandurologynews.com/drug/lmx-4/",
    "S51": "https://id.scribd.com/document/398460746/Anesthetic-Review-Derm-Surg-AlsterSobanko",
    "S52": "https://www.ncbi.nlm.nih.gov/pubmed/10632686",
    "S53": "https://pubmed.ncbi.nlm.nih.gov/22882208/",
    "S56": "https://nuanceaesthetics.com/post-care/microneedling/",
    "S57": "https://www.desertsagederm.com/microneedling-after-instructions-dermatology-nurse-"
    "practitioner-scottsdale-az.html",
    "S58": "https://www.dermatiquelaserandskin.com/skinpen-pre-post-care-instructions/",
    "S59": "https://elleskinandbeautyco.com/skinpen-microneedling-pre-post-care",
    "S60": "https://www.scribd.com/document/695379093/Microneedling-aftercare",
    "S61": "https://skinbysalima.com/skinpen-faqs/",
    "S62": "https://www.thebrowstudio.co.za/pages/pre-procedural-guidelines-for-microneedling",
    "S63": "https://www.esthetikmtl.com/en/consultation-microneedling",
    "S64": "https://sisubeautyclinic.com/blogs/microneedling/microneedling-contraindications",
    "S65": "https://balancedayspa.com/pages/microneedling-contraindications",
    "S66": "https://kichi.studio/pages/microneedling-suitability",
    "S67": "https://microneedlingbeforeafter.com/tag/skin-rejuvenation",
    "S68": "https://yourbestselves.com/how-do-i-know-if-i-have-an-infection-from-microneedling",
    "S69": "https://beautyandthebroworlando.com/before-your-microneedling-appointment/",
    "S70": "https://www.droracle.ai/articles/585448/what-is-the-recommended-protocol-and-"
    "guidelines-for-microneedling",
    "S71": "https://vitaenow.com/microneedling",
    "S74": "https://pinovaaesthetics.com/blogs/news/skinpen-cartridges-and-biosheath",
    "S75": "https://www.aestheticsunlocked.co.uk/blog/record-keeping-aesthetic-practice-uk",
    "S76": "https://aestheticsunlocked.co.uk/blog/informed-consent-aesthetic-treatments-uk",
    "S81": "https://www.nature.com/articles/s41598-022-22481-w",
    "S82": "https://flawlesssi.com/microneedling-and-fibroblast-what-to-expect/",
    "S84": "https://microneedlingbeforeafter.com/es/blog",
    "S86": "https://510k.innolitics.com/search/K200044",
    "S87": "https://510k.innolitics.com/search/K243800",
    "S88": "http://www.surgicalcosmetic.org.br/details/1099/pt-BR",
    "S90": "https://youniqueaestheticsacademy.co.uk/topic/what-are-the-new-rules/",
}


def links(numbers: Iterable[str]) -> str:
    """One line for each source, in order: its name and where to read it."""
    named = sorted(set(numbers), key=lambda number: int(number[1:]))
    return "\n".join(f"[{number}] {SOURCES[number]}" for number in named)
