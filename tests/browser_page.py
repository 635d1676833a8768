"""The page at `/`, as a user sees it."""

from pathlib import Path
from typing import Any

from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 120
"""Seconds; the machine may be very busy."""


class Page:
    """What is done on the page; every wait ends as soon as what it waits for is there."""

    def __init__(self, browser: Chrome, url: str, downloads: Path) -> None:
        self.browser = browser
        self.url = url
        self._downloads = downloads
        self._expected: list[str] = []
        where = {"behavior": "allow", "downloadPath": str(downloads)}
        browser.set_script_timeout(PATIENCE)
        browser.execute_cdp_cmd("Browser.setDownloadBehavior", where)

    def open(self, path: str = "/") -> None:
        self.browser.get(self.url + path)

    def leave(self) -> None:
        self.browser.execute_script("sessionStorage.clear()")
        self.browser.get("about:blank")

    def element(self, identifier: str) -> WebElement:
        return self.browser.find_element(By.ID, identifier)

    def text(self, identifier: str) -> str:
        return self.element(identifier).text

    def wait_for_text(self, identifier: str, *texts: str) -> None:
        """Wait until the element holds one of `texts`."""
        WebDriverWait(self.browser, PATIENCE).until(
            lambda _: any(text in self.text(identifier) for text in texts),
            f"{identifier} never said {texts}",
        )

    def wait(self, script: str) -> Any:
        """Wait until the value of a JavaScript expression is truthy, and return it."""
        return WebDriverWait(self.browser, PATIENCE).until(lambda _: self.value(script), script)

    def value(self, script: str) -> Any:
        return self.browser.execute_script(f"return {script}")

    def write(self, identifier: str, text: str) -> None:
        self.element(identifier).clear()
        self.element(identifier).send_keys(text)

    def submit(self, form: str) -> None:
        self.element(form).find_element(By.CSS_SELECTOR, "button.main").click()

    def choose(self, voice: str) -> None:
        self.wait(f"[...document.querySelectorAll('#voices option')].some((o) => o.text === '{voice}')")
        self.element("voices").send_keys(voice)

    def downloaded(self) -> bytes:
        """Return the file behind the download link."""
        file = self._downloads / "speech.wav"
        file.unlink(missing_ok=True)
        self.wait("!document.getElementById('download').hidden")
        self.element("download").click()
        WebDriverWait(self.browser, PATIENCE).until(lambda _: file.exists(), "nothing was downloaded")
        return file.read_bytes()

    def press(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        ActionChains(self.browser).send_keys(*keys).perform()

    def expect(self, status: int) -> None:
        """Have the browser's own complaint about an answer with this status not count."""
        self._expected.append(f"status of {status}")

    def complaints(self) -> list[str]:
        """Return what the browser complained of: errors in scripts, broken rules, missing files."""
        entries: list[dict[str, Any]] = self.browser.get_log("browser")  # type: ignore[no-untyped-call]
        severe = [entry["message"] for entry in entries if entry["level"] == "SEVERE"]
        return [line for line in severe if not any(text in line for text in self._expected)]
