"""The sentences of the individual explanation, to a youth and to a custody holder; `catalogue` puts all sentences together.

Facts come before what was made of them, nobody is blamed, and no illness is hinted at. What a youth reads is kept at a LIX of at most 35.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXPLANATION_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "letter.kicker": ("Kladde til et brev", "Draft of a letter"),
    "letter.note": (
        "Læs teksten, ret den og send den selv. Servicen sender ikke noget. Du kan skrive direkte i brevet og "
        "derefter printe det.",
        "Read the text, amend it and send it yourself. The service sends nothing. You can write in the letter, "
        "then print it.",
    ),
    "letter.protected": (
        "Den unges adresse er beskyttet. Brevet nævner intet sted. Sørg for, at kuverten heller ikke gør.",
        "The youth's address is protected. The letter names no place. See that the envelope does not either.",
    ),
    "letter.footer": (
        "Fortroligt. Slet kladden, når brevet er sendt.",
        "Confidential. Delete the draft once the letter is sent.",
    ),
    "explanation_youth.title": ("Det regnede vi ud om dig", "What we computed about you"),
    "explanation_youth.hello": ("Hej", "Hello"),
    "explanation_youth.open.name": ("den unges navn", "the youth's name"),
    "explanation_youth.lead": (
        "Du har ret til at vide, hvad vi har regnet ud om dig, og hvorfor. Det kan du læse her.",
        "You have a right to know what we computed about you, and why. You can read it here.",
    ),
    "explanation_youth.lead.on": (
        "Det handler om den {on}. Vi så kun på det, kommunen vidste før den dag.",
        "It is about {on}. We looked only at what the municipality knew before that day.",
    ),
    "explanation_youth.seen": ("Det så vi på", "What we looked at"),
    "explanation_youth.seen.raises": (
        "Det her talte for, at en vejleder skulle se på, hvordan det går dig:",
        "This spoke for a counsellor to look at how you are doing:",
    ),
    "explanation_youth.seen.lowers": ("Det her talte den anden vej:", "This spoke the other way:"),
    "explanation_youth.seen.order": ("Det, der står først, talte mest.", "What stands first counted most."),
    "explanation_youth.seen.more": (
        "og {count} andre ting, der talte mindre",
        "and {count} other things that counted less",
    ),
    "explanation_youth.seen.none": ("Vi så ikke noget, der talte med.", "We saw nothing that counted."),
    "explanation_youth.seen.unknown": (
        "Det her vidste vi ikke noget om, og det talte også med:",
        "Of this we knew nothing, and that counted too:",
    ),
    "explanation_youth.seen.disputed": (
        "Du har sagt, at noget er forkert. Det tæller ikke, før vi har fået svar:",
        "You have said that something is wrong. It does not count until we have an answer:",
    ),
    "explanation_youth.term.absence_change_20d": (
        "Ændring i dit fravær i forhold til det, du plejer",
        "Change of your absence against what is usual for you",
    ),
    "explanation_youth.term.baseline": (
        "Noget, der ikke handler om dig selv",
        "Something that is not about you yourself",
    ),
    "explanation_youth.sum": ("Sådan blev det lagt sammen", "How it was put together"),
    "explanation_youth.sum.model": (
        "En model lagde de små tegn sammen. Den har lært af, hvordan det gik andre unge før dig.",
        "A model added up the small signs. It has learned from how things went for other youths before you.",
    ),
    "explanation_youth.sum.rule": (
        "En enkel regel lagde tegnene sammen. Den er ens for alle.",
        "A simple rule added up the signs. It is the same for everybody.",
    ),
    "explanation_youth.data.synthetic": (
        "Den har lært af opdigtede unge. Derfor siger den ikke noget sikkert om dig.",
        "It has learned from made-up youths. Therefore it says nothing certain about you.",
    ),
    "explanation_youth.data.public": (
        "Den har lært af andre mennesker et andet sted. Derfor siger den ikke noget sikkert om dig.",
        "It has learned from other people elsewhere. Therefore it says nothing certain about you.",
    ),
    "explanation_youth.data.real": (
        "Den har lært af det, kommunen ved om unge her.",
        "It has learned from what the municipality knows of youths here.",
    ),
    "explanation_youth.band.low": (
        "Lagt sammen var der få tegn på, at skole eller job kunne gå i stå de næste {days} dage.",
        "Put together there were few signs that school or work might come to a halt within {days} days.",
    ),
    "explanation_youth.band.raised": (
        "Lagt sammen var der nogle tegn på, at skole eller job kunne gå i stå de næste {days} dage.",
        "Put together there were some signs that school or work might come to a halt within {days} days.",
    ),
    "explanation_youth.band.high": (
        "Lagt sammen var der en del tegn på, at skole eller job kunne gå i stå de næste {days} dage.",
        "Put together there were a good many signs that school or work might come to a halt within {days} days.",
    ),
    "explanation_youth.band.not_assessed": (
        "Vi vidste for lidt. Derfor regnede vi ikke på, hvordan det går de næste {days} dage.",
        "We knew too little. Therefore we did not compute how things go in the next {days} days.",
    ),
    "explanation_youth.sum.no_verdict": (
        "Det er ikke en dom over dig. Vi kan tage fejl, og de fleste på listen falder ikke fra.",
        "It is no verdict on you. We may be wrong, and most on the list do not drop out.",
    ),
    "explanation_youth.sum.about_onset": (
        "Vi så også på, hvornår et langt fravær begyndte. Det flytter ingen på listen, men kan vise, hvilken "
        "hjælp der passer.",
        "We also looked at when a long absence began. It moves nobody on the list but may show which help fits.",
    ),
    "explanation_youth.profile.early_starter": (
        "Hos dig så det ud til at begynde tidligt i skolen.",
        "For you it seemed to begin early in school.",
    ),
    "explanation_youth.profile.late_starter": (
        "Hos dig så det ud til at begynde i de store klasser eller senere.",
        "For you it seemed to begin in the upper grades or later.",
    ),
    "explanation_youth.profile.none": ("Hos dig så vi ikke noget klart.", "For you we saw nothing clear."),
    "explanation_youth.profile.undetermined": ("Hos dig kunne vi ikke se det.", "For you we could not tell."),
    "explanation_youth.person": ("Et menneske bestemmer", "A person decides"),
    "explanation_youth.person.looks": (
        "Din vejleder ser selv på det, der er sket, og taler med dig. Først skriver vejlederen sin egen vurdering.",
        "Your counsellor looks at what happened and talks to you. First the counsellor stores an own view.",
    ),
    "explanation_youth.person.never": (
        "Det, vi har regnet ud, afgør ikke, om du får en plads, penge eller hjælp.",
        "What we computed does not decide whether you get a place, money or help.",
    ),
    "explanation_youth.disagree": ("Er du uenig?", "Do you disagree?"),
    "explanation_youth.disagree.record": (
        "Er en dag eller en oplysning forkert? Sig hvilken. Så tæller den ikke, før den, der sendte den, har "
        "svaret. Svaret skal komme inden en måned.",
        "Is a day or a record wrong? Say which. Then it does not count until its sender has answered. The answer "
        "is due within a month.",
    ),
    "explanation_youth.disagree.view": (
        "Ser du anderledes på det? Så får du et andet menneske til at kigge på det. Dine ord bliver skrevet ned.",
        "Do you see it differently? Then another person looks at it. Your words are written down.",
    ),
    "explanation_youth.disagree.object": (
        "Vil du ikke være med i beregningen? Sig det, så holder vi op. Du får den samme hjælp.",
        "Do you not want to be part of the computing? Say so, and we end it. You get the same help.",
    ),
    "explanation_youth.disagree.see": (
        "Du kan få alt at se, som vi har om dig.",
        "You may see all that we have about you.",
    ),
    "explanation_youth.disagree.complain": (
        "Du kan klage til Datatilsynet. Se datatilsynet.dk.",
        "You can complain to the Danish Data Protection Agency. See datatilsynet.dk.",
    ),
    "explanation_youth.whom": ("Hvem kan du spørge?", "Whom can you ask?"),
    "explanation_youth.open.counsellor": ("vejlederens navn og telefon", "the counsellor's name and telephone"),
    "explanation_youth.open.officer": (
        "hvordan man skriver til databeskyttelsesrådgiveren",
        "how to write to the data protection officer",
    ),
    "explanation_youth.number": ("Dit nummer hos os: {number}", "Your number with us: {number}"),
    "explanation_custody.title": ("Det regnede vi ud om den unge", "What we computed about the youth"),
    "explanation_custody.hello": ("Kære", "Dear"),
    "explanation_custody.open.name": (
        "navn på den, der har forældremyndigheden, og den unges navn",
        "the name of the custody holder, and of the youth",
    ),
    "explanation_custody.lead": (
        "I har ret til at vide, hvad vi har regnet ud om den unge, og hvorfor. Det kan I læse her.",
        "You have a right to know what we computed about the youth, and why. You can read it here.",
    ),
    "explanation_custody.lead.on": (
        "Det handler om den {on}. Vi så kun på det, kommunen vidste før den dag.",
        "It is about {on}. We looked only at what the municipality knew before that day.",
    ),
    "explanation_custody.seen": ("Det så vi på", "What we looked at"),
    "explanation_custody.seen.raises": (
        "Det her talte for, at en vejleder skulle se på, hvordan det går:",
        "This spoke for a counsellor to look at how things are going:",
    ),
    "explanation_custody.seen.lowers": ("Det her talte den anden vej:", "This spoke the other way:"),
    "explanation_custody.seen.order": ("Det, der står først, talte mest.", "What stands first counted most."),
    "explanation_custody.seen.more": (
        "og {count} andre ting, der talte mindre",
        "and {count} other things that counted less",
    ),
    "explanation_custody.seen.none": ("Vi så ikke noget, der talte med.", "We saw nothing that counted."),
    "explanation_custody.seen.unknown": (
        "Det her vidste vi ikke noget om, og det talte også med:",
        "Of this we knew nothing, and that counted too:",
    ),
    "explanation_custody.seen.disputed": (
        "Nogen har sagt, at noget er forkert. Det tæller ikke, før vi har fået svar:",
        "Somebody has said that something is wrong. It does not count until we have an answer:",
    ),
    "explanation_custody.term.absence_change_20d": (
        "Ændring i fravær i forhold til det, den unge plejer",
        "Change of absence against what is usual for the youth",
    ),
    "explanation_custody.term.baseline": (
        "Noget, der ikke handler om den unge selv",
        "Something that is not about the youth",
    ),
    "explanation_custody.sum": ("Sådan blev det lagt sammen", "How it was put together"),
    "explanation_custody.sum.model": (
        "En model lagde de små tegn sammen. Den har lært af, hvordan det gik andre unge før.",
        "A model added up the small signs. It has learned from how things went for other youths before.",
    ),
    "explanation_custody.sum.rule": (
        "En enkel regel lagde tegnene sammen. Den er ens for alle.",
        "A simple rule added up the signs. It is the same for everybody.",
    ),
    "explanation_custody.data.synthetic": (
        "Den har lært af opdigtede unge. Derfor siger den ikke noget sikkert om den unge.",
        "It has learned from made-up youths. Therefore it says nothing certain about the youth.",
    ),
    "explanation_custody.data.public": (
        "Den har lært af andre mennesker et andet sted. Derfor siger den ikke noget sikkert om den unge.",
        "It has learned from other people elsewhere. Therefore it says nothing certain about the youth.",
    ),
    "explanation_custody.data.real": (
        "Den har lært af det, kommunen ved om unge her.",
        "It has learned from what the municipality knows of youths here.",
    ),
    "explanation_custody.band.low": (
        "Lagt sammen var der få tegn på, at skole eller job kunne gå i stå de næste {days} dage.",
        "Put together there were few signs that school or work might come to a halt within {days} days.",
    ),
    "explanation_custody.band.raised": (
        "Lagt sammen var der nogle tegn på, at skole eller job kunne gå i stå de næste {days} dage.",
        "Put together there were some signs that school or work might come to a halt within {days} days.",
    ),
    "explanation_custody.band.high": (
        "Lagt sammen var der en del tegn på, at skole eller job kunne gå i stå de næste {days} dage.",
        "Put together there were a good many signs that school or work might come to a halt within {days} days.",
    ),
    "explanation_custody.band.not_assessed": (
        "Vi vidste for lidt. Derfor regnede vi ikke på, hvordan det går de næste {days} dage.",
        "We knew too little. Therefore we did not compute how things go in the next {days} days.",
    ),
    "explanation_custody.sum.no_verdict": (
        "Det er ikke en dom. Vi kan tage fejl, og de fleste på listen falder ikke fra.",
        "It is no verdict. We may be wrong, and most on the list do not drop out.",
    ),
    "explanation_custody.sum.about_onset": (
        "Vi så også på, hvornår et langt fravær begyndte. Det flytter ingen på listen, men kan vise, hvilken "
        "hjælp der passer.",
        "We also looked at when a long absence began. It moves nobody on the list but may show which help fits.",
    ),
    "explanation_custody.profile.early_starter": (
        "Her så det ud til at begynde tidligt i skolen.",
        "Here it seemed to begin early in school.",
    ),
    "explanation_custody.profile.late_starter": (
        "Her så det ud til at begynde i de store klasser eller senere.",
        "Here it seemed to begin in the upper grades or later.",
    ),
    "explanation_custody.profile.none": ("Her så vi ikke noget klart.", "Here we saw nothing clear."),
    "explanation_custody.profile.undetermined": ("Her kunne vi ikke se det.", "Here we could not tell."),
    "explanation_custody.person": ("Et menneske bestemmer", "A person decides"),
    "explanation_custody.person.looks": (
        "Vejlederen ser selv på det, der er sket, og taler med den unge. Først skriver vejlederen sin egen vurdering.",
        "The counsellor looks at what happened and talks to the youth. First the counsellor stores an own view.",
    ),
    "explanation_custody.person.never": (
        "Det, vi har regnet ud, afgør ikke, om den unge får en plads, penge eller hjælp.",
        "What we computed does not decide whether the youth gets a place, money or help.",
    ),
    "explanation_custody.disagree": ("Er I uenige?", "Do you disagree?"),
    "explanation_custody.disagree.record": (
        "Er en dag eller en oplysning forkert? Sig hvilken. Så tæller den ikke, før den, der sendte den, har "
        "svaret. Svaret skal komme inden en måned.",
        "Is a day or a record wrong? Say which. Then it does not count until its sender has answered. The answer "
        "is due within a month.",
    ),
    "explanation_custody.disagree.view": (
        "Ser I anderledes på det? Så får I et andet menneske til at kigge på det. Jeres ord bliver skrevet ned.",
        "Do you see it differently? Then another person looks at it. Your words are written down.",
    ),
    "explanation_custody.disagree.object": (
        "Skal den unge ikke være med i beregningen? Sig det, så holder vi op. Den unge får den samme hjælp.",
        "Should the youth not be part of the computing? Say so, and we end it. The youth gets the same help.",
    ),
    "explanation_custody.disagree.see": (
        "I kan få alt at se, som vi har om den unge.",
        "You may see all that we have about the youth.",
    ),
    "explanation_custody.disagree.complain": (
        "I kan klage til Datatilsynet. Se datatilsynet.dk.",
        "You can complain to the Danish Data Protection Agency. See datatilsynet.dk.",
    ),
    "explanation_custody.whom": ("Hvem kan I spørge?", "Whom can you ask?"),
    "explanation_custody.open.counsellor": ("vejlederens navn og telefon", "the counsellor's name and telephone"),
    "explanation_custody.open.officer": (
        "hvordan man skriver til databeskyttelsesrådgiveren",
        "how to write to the data protection officer",
    ),
    "explanation_custody.number": ("Den unges nummer hos os: {number}", "The youth's number with us: {number}"),
}
