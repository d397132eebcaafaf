"""The slides: Markdown, figures, and what turns them into reveal.js pages."""
