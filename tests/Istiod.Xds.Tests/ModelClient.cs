using Istiod.Resources;
using Istiod.Testing.Xds;

namespace Istiod.Xds.Tests;

/// <summary>A delta client that keeps what it is given, may reject, and checks what no response may do.</summary>
internal sealed class ModelClient : IViewListener
{
    private readonly List<Reply> _unanswered = [];
    private readonly Dictionary<XdsType, Dictionary<string, (string Content, string Version)>> _held = [];
    private Protocol _stream;

    public ModelClient(ScriptedViews views) => _stream = new Protocol(views, isDelta: true);

    public Dictionary<XdsType, Wish> Asked { get; } = [];

    public void Invalidated(XdsTypeSet types, long revision)
    {
    }

    public Dictionary<string, string> Holds(XdsType type) =>
        _held.TryGetValue(type, out var held) ? held.ToDictionary(pair => pair.Key, pair => pair.Value.Content) : [];

    public void Push(bool rejects, Random random) => Take(_stream.Push(), rejects, random);

    public void Subscribe(XdsType type, string[] subscribe, string[] unsubscribe, Random random)
    {
        bool isFirst = !Asked.TryGetValue(type, out Wish? wish);
        if (isFirst)
        {
            wish = new Wish { All = subscribe.Length == 0 && type.IsWildcard };
            Asked[type] = wish;
        }

        wish!.All |= subscribe.Contains("*"); // set above when it was not there
        wish.All &= !unsubscribe.Contains("*");
        foreach (string name in subscribe.Where(name => name != "*"))
        {
            wish.Names.Add(name);
        }

        foreach (string name in unsubscribe)
        {
            wish.Names.Remove(name);
        }

        if (!wish.All && _held.TryGetValue(type, out var held))
        {
            foreach (string name in held.Keys.Except(wish.Names).ToArray())
            {
                held.Remove(name);
            }
        }

        Take(_stream.Delta(type, subscribe, unsubscribe), rejects: false, random);
    }

    public void AnswerSome(Random random)
    {
        while (_unanswered.Count > 0 && random.Next(3) > 0)
        {
            Reply reply = _unanswered[0];
            _unanswered.RemoveAt(0);
            Take(_stream.Delta(reply.Type!, nonce: reply.Nonce), rejects: false, random); // only known types come
        }
    }

    public void Reconnect(ScriptedViews views, Random random)
    {
        _stream.Break();
        _unanswered.Clear();
        _stream = new Protocol(views, isDelta: true);
        foreach ((XdsType type, Wish wish) in Asked.OrderBy(_ => random.Next()).ToArray())
        {
            Dictionary<string, string> have = _held.TryGetValue(type, out var held)
                ? held.ToDictionary(pair => pair.Key, pair => pair.Value.Version)
                : [];
            string[] names = wish.All ? [.. wish.Names, "*"] : [.. wish.Names];
            if (names.Length == 0)
            {
                Asked.Remove(type);
                _held.Remove(type);
                continue;
            }

            Take(_stream.Delta(type, names, have: have), rejects: false, random);
        }
    }

    private void Take(List<Reply> replies, bool rejects, Random random)
    {
        foreach (Reply reply in replies)
        {
            Assert.Equal(reply.Names.Length, reply.Names.Distinct().Count());
            Assert.Empty(reply.Names.Intersect(reply.Removed));
            if (rejects)
            {
                // A client may have taken part of what it rejects.
                if (random.Next(2) == 0)
                {
                    Apply(reply, reply.Names.Take(1), []);
                }

                _stream.Delta(reply.Type!, nonce: reply.Nonce, error: "no"); // only known types come
                continue;
            }

            Apply(reply, reply.Names, reply.Removed);
            _unanswered.Add(reply);
        }
    }

    private void Apply(Reply reply, IEnumerable<string> names, string[] removed)
    {
        if (!_held.TryGetValue(reply.Type!, out var held)) // only known types come
        {
            held = [];
            _held[reply.Type!] = held;
        }

        foreach (string name in names)
        {
            held[name] = (reply.Contents[name], reply.Versions[name]);
        }

        foreach (string name in removed)
        {
            held.Remove(name);
        }
    }

    internal sealed class Wish
    {
        public bool All { get; set; }

        public HashSet<string> Names { get; } = [];
    }
}
