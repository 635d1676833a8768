"""Words by which languages in Latin script are told apart: the most frequent ones, and those of small talk.

A word may stand for several languages.  `LETTERS` are those that only some of the languages use.
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
            the of and to in is you that it he was for on are as with his they i at be this
            have from or had by not but what all were we when your can said there an each
            which she do how their if will about out many then them these so some her would
            like him has more no could my than been who its now did get may i'm it's don't
            that's you're we'll can't didn't isn't yes sure hello hi okay thanks thank
            please sorry good morning night bye welcome well right great never always maybe
            why where yeah oh let's just very only one two our us me here after before again
            new old time day people know think want come go see look make take because into
            over down up off""",
        "es": """
            de la que el en y a los se del las un por con no una su para es al lo como más
            pero sus le ya fue este ha sí porque esta son entre está cuando muy sin sobre
            ser tiene también me hasta hay donde quien desde todo nos durante uno les ni
            contra otros ese eso había ante ellos e esto mí antes algunos qué unos yo otro
            él tanto esa estos mucho cuál poco ella estar hola gracias adiós buenos buenas
            días noches tardes bueno claro vale señor señora favor ahora aquí dónde cómo
            cuándo bien tú usted estás estoy tengo quiero puedo hoy mañana nada siempre
            nunca luego si vamos muchas sé""",
        "fr": """
            de la le et les des en un du une que est pour qui dans a par plus pas au sur ne
            se ce il sont avec ou son lui nous comme mais on sa ont été elle aux cette ses
            ces même leur tout fait être deux je tu vous ils elles suis es êtes sommes était
            avait avoir moi toi mon ma mes ton ta tes votre vos notre nos oui non bonjour
            bonsoir merci salut revoir beaucoup très bien où quand pourquoi comment
            aujourd'hui demain hier toujours jamais rien ici là c'est n'est j'ai d'un d'une
            l'on qu'il qu'elle si s'il plaît peut faire dit voilà alors aussi sans sous entre
            après avant quel quelle monsieur madame ça va""",
        "de": """
            der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als
            auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie
            einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein
            wurde sei ich du wir ihr mich dich uns euch mir dir mein dein kein keine ja nein
            hallo guten morgen tag abend nacht danke bitte tschüss gut sehr wo wann warum
            was wer heute gestern immer nie nichts hier da kann können muss müssen soll will
            möchte bin bist seid habe hast natürlich gerne schön vielen dank wiedersehen
            doch schon wenn dann weil ganz""",
        "it": """
            di e il la che in a per un è del non una si con le da sono i al della come più
            dei lo ma alla nel gli anche ha delle su se suo dal ci questo questa quello
            quella io tu lui lei noi voi loro mi ti vi mio tuo sua essere stato era aveva
            hanno ho hai abbiamo sì no ciao grazie prego buongiorno buonasera buonanotte
            arrivederci bene molto dove quando perché cosa chi oggi domani ieri sempre mai
            niente qui là c'è dell'anno nell' l'ha po' fare detto tutto tutti ancora già
            così dopo prima senza signore signora allora certo mille va sta sei siamo stai
            scusi piacere""",
        "pt": """
            de a o que e do da em um para é com não uma os no se na por mais as dos como mas
            foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só
            pelo pela até isso ela entre era depois sem mesmo aos ter seus quem nas me esse
            eles estão você tinha foram essa num nem suas meu às minha têm numa pelos elas
            havia seja qual será nós tenho lhe sim olá oi obrigado obrigada bom boa dia
            tarde noite tchau adeus favor onde porque quê hoje amanhã ontem sempre nunca
            nada aqui ali bem vou vai estou posso quero tudo todos agora então senhor
            senhora claro""",
        "pl": """
            w i na z się nie do to że jest o a po jak od za przez co ale przy dla był ma są
            tym jego czy tak tego być może już tylko oraz który która które pod lub sobie
            bardzo ze jej ich mnie mi ja ty on ona my wy oni cię ci mój twój nas was nam
            było była mam masz mamy jestem jesteś jesteśmy dzień dobry cześć dziękuję proszę
            przepraszam dobranoc wieczór widzenia dobrze gdzie kiedy dlaczego kto dziś
            dzisiaj jutro wczoraj zawsze nigdy nic tutaj tu tam jeszcze też więc żeby bo
            kiedyś teraz pan pani oczywiście no ten ta te ku bez nad między""",
        "tr": """
            ve bir bu da de için ile çok daha olarak en kadar o olan gibi sonra ne mi var
            ben sen biz siz onlar bana sana ama ya her şey değil evet hayır merhaba selam
            teşekkürler teşekkür ederim lütfen günaydın akşamlar geceler iyi günler güle
            nerede zaman neden kim bugün yarın dün şimdi hiç burada orada tamam tabii nasıl
            nasılsın olur oldu olduğunu ise önce göre iki üç şu diye ki onu bunu beni seni
            benim senin onun bizim sizin değilim yok büyük küçük güzel ediyor ediyorum
            istiyorum mı mu mü içinde üzerinde bile artık yeni hep belki""",  # noqa: RUF001
        "nl": """
            de van het een en in is dat op te zijn met voor niet aan er om ook als dan maar
            door over bij naar uit nog worden wordt werd was heeft hebben had ik je jij hij
            zij we wij jullie u mij me mijn jouw haar ons onze hun deze dit die wat wie waar
            wanneer waarom hoe ja nee hallo hoi dank wel dankjewel bedankt alstublieft
            alsjeblieft goedemorgen goedemiddag goedenavond goede welterusten dag goed heel
            erg vandaag morgen gisteren altijd nooit niets hier daar geen kan kunnen moet
            moeten wil willen zal zou ben bent natuurlijk graag mooi tot ziens meer al toch
            omdat want nu of tegen na veel mensen jaar nieuwe ze zo""",
        "cs": """
            a se v na je to že s z do i o k ve pro za by ale si po jako od jsou který která
            které jsem jsi jsme jste byl byla bylo byli být není má mají mám máš může jen už
            tak také nebo co kdo kde kdy proč jak já ty on ona my vy oni mě mi mně tě ti ho
            jí jim můj tvůj náš váš ano ne ahoj dobrý dobré den ráno večer noc děkuji díky
            prosím promiňte nashledanou shledanou dobře velmi dnes zítra včera vždy nikdy
            nic tady tam ještě však protože když než při před pod nad bez mezi ten ta toto
            tento pan paní jistě samozřejmě jde""",
        "hu": """
            a az és hogy nem is egy ez azt meg de csak volt van már mint vagy én te ő mi ti
            ők nekem neked ha ki mit hol mikor miért hogyan igen szia sziasztok helló
            köszönöm köszi kérem kérlek bocsánat jó napot reggelt estét éjszakát
            viszontlátásra viszlát jól nagyon ma holnap tegnap mindig soha semmi itt ott még
            most lesz lehet kell minden olyan ezt ebben abban arra ennek annak után előtt
            alatt között pedig akkor mert majd sok nagy kis új két első persze vagyok
            vagyunk nincs úgy így ilyen utána természetesen ezek azok voltak""",
    }.items()
}

LETTERS: Mapping[str, frozenset[str]] = {
    letter: frozenset(languages.split())
    for letters, languages in {
        "ß": "de",
        "ñ¿¡": "es",
        "ãõ": "pt",
        "ąęłśźżćń": "pl",
        "řěůťď": "cs",
        "őű": "hu",
        "ğış": "tr",
        "œ": "fr",
        "ä": "de",
        "ì": "it",
        "ò": "it",
        "ýčšž": "cs",
        "ö": "de hu tr",
        "ü": "de hu tr",
        "ç": "fr pt tr",
        "ùè": "fr it",
        "êâ": "fr pt",
        "ô": "fr pt",
        "à": "fr it pt",
        "îû": "fr",
        "ëï": "fr nl",
        "áí": "cs es hu pt",
        "ú": "cs es hu pt",
        "ó": "es hu pl pt",
        "é": "cs es fr hu it pt",
    }.items()
    for letter in letters
}
