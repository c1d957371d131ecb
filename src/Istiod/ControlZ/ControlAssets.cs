namespace Istiod.ControlZ;

/// <summary>The files that the pages refer to.</summary>
internal static class ControlAssets
{
    /// <summary>Finds a file; empty if there is none.</summary>
    /// <param name="contentType">As the reference sends it for the ending.</param>
    public static ReadOnlySpan<byte> Find(string path, out string contentType)
    {
        switch (path)
        {
            case "/css/ctrlz.css":
                contentType = "text/css; charset=utf-8";
                return """
                    body{margin:0;display:flex;font:15px/1.5 system-ui,sans-serif;color:#222}
                    nav{min-width:13em;min-height:100vh;padding:1em 0;background:#eef1f4}
                    nav a{display:block;padding:.3em 1.2em;color:#24507a;text-decoration:none}
                    nav a:hover{background:#dde4ea}
                    main{padding:0 1.5em 2em;max-width:70em}
                    table{border-collapse:collapse}
                    td,th{padding:.25em .8em;border-bottom:1px solid #ddd;text-align:left;vertical-align:top;overflow-wrap:anywhere}
                    button{margin:1em 0;padding:.4em 1em}

                    """u8;
            case "/js/ctrlz.js":
                contentType = "application/javascript";
                return """
                    "use strict";
                    async function send(method, path, body) {
                      const answer = await fetch(path, { method, body });
                      if (!answer.ok) { alert(await answer.text()); }
                      return answer.ok;
                    }
                    for (const button of document.querySelectorAll("button[data-path]")) {
                      button.onclick = async () => {
                        button.disabled = await send(button.dataset.method, button.dataset.path);
                      };
                    }
                    for (const choice of document.querySelectorAll("select[data-scope]")) {
                      choice.onchange = () => {
                        const scope = {};
                        for (const field of choice.closest("tr").querySelectorAll("select")) {
                          scope[field.name] = field.name === "log_callers" ? field.value === "true" : field.value;
                        }
                        send("PUT", "/scopej/" + encodeURIComponent(choice.dataset.scope), JSON.stringify(scope));
                      };
                    }

                    """u8;
            case "/img/mark.svg":
                contentType = "image/svg+xml; charset=utf-8";
                return """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#24507a" d="M1 1h6v1L3 6h4v1H1V6l4-4H1z"/></svg>"""u8;
            case "/manifest.json":
                contentType = "text/plain; charset=utf-8"; // it has no ending that the reference knows: guessed from the content
                return """{"name":"ControlZ","short_name":"ControlZ","start_url":"/","display":"browser"}"""u8;
            default:
                contentType = "";
                return [];
        }
    }
}
