"""Take a picture of a screen as a signed-in person, to look at what was built: `python web/screenshot.py URL OUT.png`."""

import click
from playwright.sync_api import sync_playwright

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@click.command()
@click.argument("url")
@click.argument("out")
@click.option("--phone", is_flag=True, help="390 × 844 at twice the resolution, with touch.")
@click.option("--dark", is_flag=True, help="The dark theme.")
@click.option("--email", default="", help="Sign in as this person first; with --password.")
@click.option("--password", default="")
@click.option("--press", default="", help="Keys to press before the picture, separated by spaces.")
@click.option("--wait-for", default="main", help="A selector that must be there.")
def main(url: str, out: str, *, phone: bool, dark: bool, email: str, password: str, press: str, wait_for: str) -> None:
    """Take the picture and print what the browser complained about."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        context = browser.new_context(
            viewport={"width": 390, "height": 844} if phone else {"width": 1440, "height": 900},
            device_scale_factor=2 if phone else 1,
            has_touch=phone,
            is_mobile=phone,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            color_scheme="dark" if dark else "light",
        )
        page = context.new_page()
        page.on("console", lambda message: click.echo(f"{message.type}: {message.text}") if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: click.echo(f"error: {error}"))
        if email:
            origin = "/".join(url.split("/")[:3])
            answer = context.request.post(f"{origin}/api/login", data={"email": email, "password": password}, headers={"origin": origin})
            click.echo(f"log-in: {answer.status} {answer.text()[:80]}")
        page.goto(url)
        page.wait_for_selector(wait_for)
        for key in press.split():
            page.keyboard.press(key)
        page.wait_for_timeout(700)
        page.screenshot(path=out)
        browser.close()


if __name__ == "__main__":
    main()
