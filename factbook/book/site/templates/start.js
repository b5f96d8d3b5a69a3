
    if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") document.documentElement.classList.add("whole");
    if (history.state?.card) document.documentElement.dataset.card = history.state.card;
    let mode = "auto";
    try { mode = localStorage.getItem("mode") || mode; } catch { /* a browser that remembers nothing */ }
    document.documentElement.dataset.mode = mode;
    document.documentElement.dataset.theme = mode !== "auto" ? mode
      : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
