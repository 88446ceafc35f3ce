"""What answers over HTTP beside Streamlit: the gate, the first files of a page, API, calendar, health; the logs."""
