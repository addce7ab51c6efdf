"""Settings of the server as flags of ``streamlit run``; imports no Streamlit."""

from __future__ import annotations

from typing import Final

LIGHT: Final = {
    "primaryColor": "#1c5d99",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f1f4f7",
    "textColor": "#14202b",
    "linkColor": "#1a5490",
}
DARK: Final = {
    "primaryColor": "#7ab8f5",
    "backgroundColor": "#10161d",
    "secondaryBackgroundColor": "#1a232d",
    "textColor": "#e9eef3",
    "linkColor": "#8cc4f8",
}

SERVER_OPTIONS: Final = (
    "--server.address=127.0.0.1",
    "--server.headless=true",
    "--server.fileWatcherType=none",
    "--server.maxUploadSize=4",
    "--browser.gatherUsageStats=false",
    "--client.showErrorDetails=none",
    "--client.showErrorLinks=false",
    "--client.toolbarMode=minimal",
    *(f"--theme.light.{name}={value}" for name, value in LIGHT.items()),
    *(f"--theme.dark.{name}={value}" for name, value in DARK.items()),
)
"""What ``.streamlit/config.toml`` says in a checkout; a wheel has no such file."""
