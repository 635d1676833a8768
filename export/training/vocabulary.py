"""Words for the training sentences, by what they do in a sentence.  Data."""

from __future__ import annotations

# ruff: noqa: E501
# fmt: off
WORDS: dict[str, tuple[str, ...]] = {name: tuple(text.split()) for name, text in {
    "person": """actor aunt author baby baker banker barber boy brother builder butcher captain carpenter chef child clerk
        clown coach cook cousin dancer daughter dentist doctor driver editor engineer farmer father fireman fisherman
        friend gardener girl grandfather grandmother guard guest guide hunter husband inventor janitor judge king lady
        lawyer leader librarian man manager mayor mechanic merchant minister mother musician neighbour nephew niece
        nurse officer painter passenger pilot player plumber poet policeman president priest prince princess prisoner
        professor queen sailor salesman scholar scientist servant shepherd singer sister soldier son stranger student
        surgeon tailor teacher thief tourist traveller uncle visitor waiter waitress widow wife witness woman worker
        writer youngster""",
    "animal": """ant bear bee bird bull butterfly camel cat chicken cow crab crow deer dog donkey dove duck eagle elephant
        fish fly fox frog giraffe goat goose hare hawk hen horse hound jaguar kangaroo kitten lamb leopard lion lizard
        monkey moose moth mouse mule otter owl ox parrot pig pigeon pony puppy rabbit rat raven rooster seal shark
        sheep snail snake sparrow spider squirrel stork swallow swan tiger toad turkey turtle vulture whale wolf worm
        zebra""",
    "thing": """apple arrow axe bag ball balloon banjo barrel basket bath bean bed bell belt bench bicycle blade blanket
        boat bone book boot bottle bowl box bracelet branch bread brick bridge broom brush bucket button cabbage cable
        cake camera candle cap car card carpet cart chain chair cheese chest chimney cigar clock cloth coat coin comb
        computer cord crate crown cup curtain cushion desk diary dish door drawer dress drum egg engine envelope
        fence fiddle flag flower flute fork frame glass glove gun hammer handle hat helmet hook hose jacket jar jewel
        jug juice kettle key knife ladder lamp lantern leaf leather letter lid lock machine magnet map mask mat match
        medal melon message microscope mirror money mug nail napkin necklace needle nest net newspaper nut onion orange
        oven package page paint pan paper parcel pear pearl pen pencil pepper phone photograph piano picture pie pillow
        pipe plank plate pocket poem pot potato powder present pump purse puzzle quilt radio razor ribbon ring robe
        rocket roof rope rose rug ruler sack saddle salt sandwich saw scarf scissors screen screw seed shell shelf
        shield ship shirt shoe shovel silk sign skirt slipper soap sock sofa soup spade spoon stamp statue stick stone
        stool stove string sugar suit suitcase sweater sword table tea telescope tent thread ticket tie tile tomato
        tool torch towel toy train tray treasure truck trumpet umbrella vase vest violin wagon wallet watch water wheel
        whip whistle wine wire wool wrench yacht yogurt zipper""",
    "place": """airport alley attic bakery balcony bank barn basement bay beach bedroom border bridge cabin cafe camp canal
        castle cave cellar cemetery channel chapel church circus city classroom cliff clinic coast college corner
        cottage country court courtyard creek dam desert ditch dock factory farm field forest fort fountain garage
        garden gate glacier gym hall harbour hill hospital hotel house hut inn island jail jungle kitchen laboratory
        lake lane library lighthouse lounge market marsh meadow mill mine monastery mountain museum museum nursery
        oasis office orchard palace park pasture path pier plain platform playground pond port prairie prison
        pyramid quarry quay ranch reef restaurant river road room school sea shed shelter shop shore square stable
        stadium stage station store street studio swamp temple terrace theatre tower town trail tunnel valley village
        volcano warehouse waterfall well wharf wood workshop yard zoo""",
    "abstract": """action advice age anger answer argument art autumn beauty belief birthday breath business care chance
        change charm choice cold colour comfort courage crime culture danger darkness death debt decision dream
        duty effort evening evidence example experience failure faith fashion fear fire freedom friendship future game
        growth habit happiness harm health heat history honour hope hour humour hunger idea industry interest joke
        journey joy justice knowledge language laughter law lesson liberty lie life light logic loss love luck magic
        measure memory method mind mistake moment mood morning motion music name nature news night noise number order
        pain pattern peace pleasure power pride problem promise proof purpose question quiet rain reason respect
        rest reward rhythm risk rule scene season secret sense shadow shame silence skill sleep smell smile snow song
        sorrow sound speech speed spirit spring storm story strength success summer sunshine surprise taste theory
        thought thunder time touch trade tradition trouble trust truth value victory view virtue vision voice war
        warmth weather weight wind winter wisdom wish wonder work world worry youth""",
    "quality": """able ancient angry bitter black blue bold brave brief bright broad broken brown calm careful careless
        cheap cheerful clean clear clever clumsy cold common cool correct crazy cruel curious damp dangerous dark dear
        deep delicate dirty dry dull eager early easy elegant empty enormous equal evil exact false famous fancy fast
        fat feeble final fine firm flat foolish formal fragile free fresh friendly frozen full funny gentle giant glad
        golden good grand grateful gray great greedy green happy hard heavy helpful hollow honest horrible hot huge
        humble hungry ideal idle important innocent jealous jolly juicy keen kind large late lazy light little lively
        lonely long loose loud lovely low loyal lucky mad major mean mild modern muddy narrow nasty natural neat new
        nice noble noisy normal odd old open orange ordinary pale perfect plain pleasant polite poor precious pretty
        private proud public pure purple quick quiet rapid rare raw ready red regular rich ripe rough round royal rude
        rusty sad safe salty secret serious severe shallow sharp shiny short shy silent silly silver simple slender
        slow small smart smooth soft solid sour special square stale steady steep sticky stiff strange strict strong
        stupid sudden sunny sweet swift tall tame tender terrible thick thin thirsty tight tiny tired tough tropical
        true ugly unhappy unusual usual vague vast violent warm wary weak wealthy wet white whole wicked wide wild wise
        wonderful wooden worthy young yellow""",
    "did": """admired answered asked avoided blamed bought broke brought built burned buried called carried caught
        chased checked chose cleaned climbed closed collected copied counted covered crossed cut delivered described
        discovered dragged drew dropped earned enjoyed examined expected fed filled finished fixed followed forgot
        found gathered gave greeted guarded guessed hated heard held helped hid hired hit imagined invited joined
        judged kept kicked kissed knew learned left lifted liked lost loved made managed marked measured mended met
        missed moved needed noticed offered opened ordered owned packed painted passed picked planned played pointed
        praised prepared pressed promised protected pulled punished pushed raised reached read received recognised
        refused remembered repaired replaced rescued respected saved saw searched sent served shook shot shouted
        showed sold solved started stole stopped studied thanked threw tied took touched traded trained trusted turned
        understood used visited wanted warned washed watched welcomed wore wrapped wrote""",
    "does": """admires asks blames breaks brings builds buries buys calls carries catches changes chases checks chooses
        cleans climbs collects covers crosses cuts describes draws drives drops eats enjoys enters feeds fills finds
        fixes follows forgets gathers gives guards hates hears helps hides holds invites joins judges keeps knows
        leaves lifts likes loses loves makes measures meets mends misses moves needs notices offers opens orders
        packs paints passes picks plans plays praises pulls pushes raises reaches reads remembers repairs saves sees
        sells sends serves shakes shows solves starts steals stops studies takes teaches thanks throws touches trusts
        turns uses visits wants warns washes watches wears writes""",
    "do": """accept admire agree answer argue ask avoid begin believe borrow break bring build burn buy call carry catch
        change choose clean climb close collect come compare complain continue cook count cover cross cry cut dance
        decide deliver describe dig discover divide draw dream drink drive drop eat enjoy enter escape examine explain
        feed feel fight fill find finish fix follow forget forgive freeze gather get give go grow guess hear help hide
        hold hope hunt hurry imagine improve invite join judge jump keep kick know laugh learn leave lend lift listen
        live look lose love make manage measure meet melt mend miss move need notice offer open order pack paint pay
        play point pour practise pray prepare promise protect pull push put raise reach read receive refuse remember
        repair rest return ride ring rise row run sail save say search see sell send serve sew shake share shine shoot
        shout show sing sit sleep smile speak spell spend stand start stay steal stop study succeed swim take talk
        teach tell thank think throw tie touch travel trust try turn understand use visit wait wake walk want warn
        wash watch wear whisper win wish wonder work worry write""",
    "went": """ambled arrived bowed camped climbed crawled cried danced dashed disappeared dived dreamed drifted drove
        escaped fainted fell fled flew floated galloped glanced grinned growled hesitated hopped hurried jogged jumped
        knelt landed laughed leaned limped listened lived looked marched moved nodded paused played raced ran rested
        returned rode rose rushed sailed sang sat screamed shivered sighed skated skipped slept slid slipped smiled
        sneezed snored spoke sprang stayed stood strolled stumbled swam talked travelled trembled turned vanished
        waited wandered waved wept whispered worked yawned yelled""",
    "how": """badly barely boldly bravely briefly calmly carefully cheerfully cleverly closely clumsily coldly daily deeply
        eagerly early easily faithfully firmly fiercely fondly foolishly frankly freely gently gladly gracefully
        greatly happily hardly hastily heavily honestly idly keenly kindly lately lazily lightly loudly madly merely
        mildly nearly neatly nervously nicely oddly often openly patiently perfectly plainly politely poorly promptly
        proudly quickly quietly rapidly rarely readily roughly rudely sadly safely secretly sharply shortly shyly
        silently simply slowly smoothly softly soon steadily strangely strongly suddenly surely sweetly swiftly
        thoroughly tightly truly usually vaguely warmly weakly wildly wisely""",
    "name": """Adam Agnes Alan Albert Alice Amy Andrew Anna Arthur Barbara Ben Bertha Betty Bill Bob Boris Brian Caroline
        Catherine Charles Charlotte Chloe Chris Clara Claire Daniel David Diana Donald Dora Dorothy Edith Edward Elena
        Elizabeth Ellen Emily Emma Eric Ethel Eva Florence Frances Frank Fred George Gerald Grace Gordon Hannah Harold
        Harriet Harry Helen Henry Hugh Ian Ida Irene Isaac Isabel Jack James Jane Janet Jason Jean Jennifer Jeremy Joan
        John Jonathan Joseph Joyce Judith Julia Karen Kate Keith Kenneth Kevin Laura Lawrence Leo Leonard Lewis Linda
        Lisa Louis Louise Lucy Margaret Maria Mark Martha Martin Mary Matthew Maud Max Michael Mildred Miles Molly
        Nancy Nathan Nicholas Nina Nora Oliver Olivia Oscar Pamela Patrick Paul Peggy Peter Philip Rachel Ralph
        Raymond Rebecca Richard Robert Roger Rose Ruth Sally Samuel Sarah Sidney Simon Sophie Stanley Stella Stephen
        Susan Sylvia Thomas Timothy Tony Ursula Vera Victor Victoria Vincent Violet Virginia Walter Wendy William
        Yvonne Zoe""",
    "town": """Aberdeen Amsterdam Athens Atlanta Baltimore Barcelona Belfast Berlin Bombay Boston Bristol Brussels
        Budapest Cairo Calcutta Cambridge Cardiff Chicago Copenhagen Dallas Denver Detroit Dublin Edinburgh Florence
        Geneva Glasgow Hamburg Havana Houston Istanbul Jerusalem Kyoto Leeds Lisbon Liverpool London Madrid Manchester
        Melbourne Memphis Mexico Milan Montreal Moscow Munich Naples Nashville Norway Oslo Oxford Paris Philadelphia
        Portland Prague Rome Seattle Seoul Singapore Stockholm Sweden Sydney Tokyo Toronto Venice Vienna Warsaw
        Washington York Zurich""",
    "month": """January February March April May June July August September October November December""",
    "day": """Monday Tuesday Wednesday Thursday Friday Saturday Sunday""",
    "near": """above across against along around behind below beneath beside between beyond by inside into near off onto
        opposite outside over past round through towards under underneath up down within""",
    "join": """after although as because before if since though unless until when whenever where while""",
    "plural": """acorns animals apples beads berries birds boats books boxes branches bridges brushes buses cakes candles
        cards cars cats cherries children churches citizens clouds coins cookies cousins cups dishes dogs dresses
        drums ducks eggs eyes faces families feathers fences fingers fishes flags flowers foxes friends gloves grapes
        guests hands hats hills horses houses insects islands jewels jobs keys kittens knives ladies lamps leaves
        lemons letters lights machines maps matches mice mountains mushrooms neighbours noises nuts oranges oysters
        pages parents peaches people pictures pigs places plants plates potatoes prizes questions rabbits radishes
        ribbons rings rivers roads rocks roses sandwiches seeds shadows ships shoes soldiers songs spoons stamps stars
        steps stones stories streets strawberries students teachers teeth things thoughts tickets tomatoes tools toys
        trees tulips turnips vegetables villages voices wages walls watches waves weeks wheels windows wishes witches
        women words years""",
}.items()}
# fmt: on
