// What our scripts know of Streamlit's page: here and nowhere else. All of it was seen in Streamlit 1.67.0. Below each entry stands the
// test that fails where it does not hold any more; what is in quotation marks is held against the installed files, too
// (tests/unit/test_components.py), as are the names that our styles use.

// The page, and in it all but the navigation; in that, what stands in each element and around some of them, and words in small type; a card.
export const APP = "[data-testid=stApp]"
export const MAIN = "[data-testid=stMain]"
export const ELEMENT = ".stElementContainer"
export const WRAPPER = "[data-testid=stLayoutWrapper]"
export const CARD = ".stDialog"
export const CAPTION = "[data-testid=stCaptionContainer] p"
// Guard: tests/browser/test_printing.py::test_a_page_prints_as_clean_sheets

// The links of the navigation, which a narrow screen groups.
export const LINKS = "[data-testid=stSidebarNavItems], [data-testid=stSidebarNavItems] li"
// Guard: tests/browser/test_accessibility.py::test_a_page_meets_wcag_on_a_phone_in_english

// The drawer that holds them on a narrow screen, and what opens and closes it; it stays open when a page has been chosen, and its button
// has no words.
export const CHOICES = "[data-testid=stSidebarNavLink]"
export const OPENER = "[data-testid=stExpandSidebarButton]"
export const CLOSER = "[data-testid=stSidebarCollapseButton] button"
// Guard: tests/browser/test_questions.py::test_nine_questions_are_answered_by_few_presses

// Where a page's own words stand, never Streamlit's.
export const OWN_WORDS =
  "[data-testid=stMarkdownContainer]:not([data-testid=stTopNavSection] *), .stBidiComponent, script, style, code, canvas"
// Guard: tests/browser/test_browser.py::test_streamlit_says_its_own_words_in_the_reader_s_language

// Attributes of the page that change: whether the server is running it, and whether the server is there.
export const RUN_STATE = "data-test-script-state"
export const isRunning = (app) => app.getAttribute(RUN_STATE) !== "notRunning"
// Guard: tests/process/test_restart.py::test_the_first_press_after_that_counts_and_adds_to_what_was_chosen

export const CONNECTION_STATE = "data-test-connection-state"
export const isConnected = (app) => app.getAttribute(CONNECTION_STATE) === "CONNECTED"
// Guard: tests/process/test_restart.py::test_the_same_screen_comes_back_by_itself

// The notice of a lost connection, which is known by its English title, and has a button that closes it.
export const NOTICE = "body > .stDialog section"
export const LOST = "Connection error"
// Guard: tests/process/test_restart.py::test_the_reader_is_told_in_his_language_while_the_server_is_away

// What holds the page, and is inert while a notice lies over it.
export const wholePage = () => document.getElementById("root")
// Guard: tests/process/test_restart.py::test_a_lobby_goes_on_while_the_server_is_killed_and_away_and_then_shows_newer_data

// The entry of the browser's storage in which it keeps whether the page of an address is light or dark.
export const appearanceOf = (path) => `stActiveTheme-${path}-v2`
// Guard: tests/browser/test_browser.py::test_switch_flips_the_screen_and_it_stays

// The address at which a server says that it is there, below the dashboard's root.
export const HEALTH = "_stcore/health"
// Guard: tests/page/test_web.py::test_every_address_of_the_server_is_known_and_what_no_page_needs_is_closed
