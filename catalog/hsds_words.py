"""What another directory's words tell about a service. Each is a guess, marked as one, for somebody to look at."""

from __future__ import annotations

import re

_NEEDS = {
    "suicide": r"suicid\w*",
    "self-harm": r"self[- ]?(?:harm|injur)\w*",
    "sexual-assault": r"rape|sexual (?:assault|violence|abuse)",
    "abuse": r"domestic (?:violence|abuse)|abus(?:ed|ive) (?:partner|relationship)\w*|battered|intimate partner",
    "bullying": r"bull(?:y|ied|ying)",
    "panic": r"panic",
    "social-anxiety": r"social anxiety|shyness",
    "anxiety": r"anxi\w+|phobi\w+",
    "low-mood": r"depress\w+|low mood|mood disorders?",
    "bipolar": r"bipolar|mania",
    "psychosis": r"psycho(?:sis|tic)|schizo\w+|hearing voices",
    "trauma": r"trauma\w*|ptsd|post-traumatic\w*",
    "ocd": r"ocd|obsessive\w*",
    "eating": r"eating disorders?|anorexi\w+|bulimi\w+|binge eating",
    "body-image": r"body image",
    "adhd": r"adhd|attention deficit\w*",
    "autism": r"autis\w+|asperger\w*",
    "personality": r"personality disorders?|borderline",
    "alcohol": r"alcohol\w*|drinking problems?",
    "gambling": r"gambl\w+",
    "drugs": r"drugs?|substance (?:use|abuse|misuse)|opioids?|smoking|narcotics",
    "addiction-in-family": r"al-anon|alateen|families of addicts",
    "grief": r"grie(?:f|v\w+)|bereave\w+",
    "perinatal": r"perinatal|post(?:natal|partum)|pregnan\w+|new mothers?",
    "caregiving": r"carers?|caregiv\w+",
    "parenting": r"parenting|parents",
    "chronic-pain": r"chronic pain|fibromyalgia",
    "chronic-illness": r"chronic (?:illness|disease)\w*|cancer|diabetes|dementia|stroke survivors?",
    "burnout": r"burn-?out",
    "stress": r"stress\w*",
    "anger": r"anger",
    "sleep": r"insomnia|sleep\w*",
    "self-esteem": r"self[- ]?esteem|confidence building",
    "loneliness": r"lonel\w+|isolat(?:ed|ion)|befriend\w*",
    "couples": r"couples?|marriage counsel\w+|family therapy",
    "breakup": r"divorc\w*|separation",
    "lgbtq": r"lgbt\w*|gay|lesbians?|bisexual|trans(?:gender)?|queer",
    "veterans": r"veterans?|ex-service\w*|armed forces",
    "migrants": r"refugees?|asylum|(?:im)?migrants?",
    "older-adults": r"seniors?|older (?:people|adults)|elderly",
    "young-people": r"youth|young people|teen\w*|adolescents?|children",
    "mindfulness": r"mindful\w*|meditation",
    "find-therapy": r"counsell?ing|counsell?ors?|psychotherap\w+|therapists?|mental health|psychiatr\w+|psycholog\w+",
    "support-group": r"(?:support|self-help|peer) groups?",
    "helpline": r"hot ?lines?|help ?lines?|crisis lines?|warm ?lines?",
    "housing": r"homeless\w*|housing|shelters?",
    "money": r"debts?|budgeting|financial (?:help|advice|counsell?ing)",
    "unemployment": r"job (?:search|seekers?)|unemploy\w+|employment services",
}
_PATTERNS = {need: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for need, words in _NEEDS.items()}
_SUPPORTS = (
    (r"hot ?line|help ?line|crisis line|warm ?line", "helpline", "get-help"),
    (r"(?:support|self-help|peer|mutual aid) groups?|12[- ]step|anonymous meetings?", "support-group", "connect"),
    (r"screening|assessment tools?|self-test", "screening", "learn"),
    (r"supported employment|job coach\w*", "supported-employment", "get-help"),
    (r"yoga|art therapy|music therapy|acupuncture", "complementary-therapy", "try"),
    (r"courses?|class(?:es)?|workshops?|skills? training", "skills-training", "try"),
    (r"counsel\w*|therap\w+|psychiatr\w+|psycholog\w+|treatment|clinic", "counselling", "get-help"),
    (r"information|education|leaflets?|library", "psychoeducation", "learn"),
)
_FREE = re.compile(r"\bfree\b|\bno (?:cost|charge|fees?)\b|\bwithout charge\b", re.IGNORECASE)
_CHEAP = re.compile(r"\bsliding\b|\blow[- ](?:cost|fee)|\bdonations?\b|\bability to pay\b", re.IGNORECASE)
_MOST_NEEDS = 5


def needs_in(text: str, known: frozenset[str]) -> list[str]:
    """The needs that these words speak of, as many as five, the most special first; `known` are those we have."""
    low = text[:4000]
    return [need for need, pattern in _PATTERNS.items() if need in known and pattern.search(low)][:_MOST_NEEDS]


def support_in(text: str) -> tuple[str, str]:
    """The kind of support that these words speak of, and what members do there."""
    for pattern, support, readiness in _SUPPORTS:
        if re.search(rf"\b(?:{pattern})\b", text[:4000], re.IGNORECASE):
            return support, readiness
    return "directory", "learn"


def cost_in(text: str) -> str:
    """What it costs, as far as the words about fees tell."""
    if _CHEAP.search(text):
        return "low-cost"
    return "free" if _FREE.search(text) else "mixed"
