using System.Buffers;
using Istiod.Resources;
using Istiod.Xds.Wire;

namespace Istiod.Xds.Streams;

/// <summary>How delta requests change a subscription.</summary>
/// <remarks>istiod: pilot/pkg/xds/delta.go:deltaWatchedResources. Order of one request: subscribe, known versions, unsubscribe.</remarks>
internal static class DeltaNames
{
    /// <summary>The first request of a type on its stream; it is always answered.</summary>
    public static void Begin(TypeState state, in XdsRequest request, IViewSnapshot snapshot)
    {
        Subscription names = state.Names;
        ResourceView view = snapshot.View(state.Type, NameList.Empty) ?? ResourceView.Empty;
        names.Rebase(view);
        names.IsWildcard = request.Counts.Names == 0
            ? state.Type.IsWildcard
            : request.Counts.HasStar && !request.Counts.DropsStar;
        SubscriptionEdit edit = new(names);
        try
        {
            AddAll(state, request, ref edit, view);
        }
        finally
        {
            edit.Dispose();
        }

        if (request.Counts.InitialVersions > 0)
        {
            view = Widened(state, snapshot, view);
        }

        state.Sent = Known(state, request, view);
        state.IsAnswerDue = true;
    }

    /// <summary>A later request.</summary>
    /// <returns>Whether it has to be answered.</returns>
    public static bool Change(TypeState state, in XdsRequest request)
    {
        if (request.Counts.Names + request.Counts.Unsubscribed + request.Counts.InitialVersions == 0)
        {
            return false;
        }

        Subscription names = state.Names;
        bool becomesWildcard = request.Counts.HasStar && !request.Counts.DropsStar && !names.IsWildcard;
        if (becomesWildcard)
        {
            state.Sent = OnlyAskedFor(state);
            state.IsAnswerDue = true;
        }

        // A name without a nonce that is subscribed already: the client has forgotten it and waits for it.
        bool isSpontaneous = request.Nonce.IsEmpty;
        SubscriptionEdit edit = new(names);
        try
        {
            foreach (ReadOnlySpan<byte> utf8 in request.Names)
            {
                if (!XdsRequest.IsStar(utf8) && (edit.Add(utf8, out string name) || isSpontaneous))
                {
                    state.AddFresh(name);
                }
            }

            NameSequence.Enumerator known = request.InitialVersions.GetEnumerator();
            while (known.MoveNext())
            {
                if (!XdsRequest.IsStar(known.Current) && edit.Add(known.Current, out string name))
                {
                    state.AddFresh(name);
                }
            }

            RemoveAll(state, request, ref edit);
            edit.Commit();
        }
        finally
        {
            edit.Dispose();
        }

        names.IsWildcard = (names.IsWildcard || request.Counts.HasStar) && !request.Counts.DropsStar;
        return state.IsAnswerDue || state.Fresh is { Count: > 0 };
    }

    private static void AddAll(TypeState state, in XdsRequest request, ref SubscriptionEdit edit, ResourceView view)
    {
        foreach (ReadOnlySpan<byte> utf8 in request.Names)
        {
            if (!XdsRequest.IsStar(utf8) && edit.Add(utf8, out string name) && view.IndexOf(name) < 0)
            {
                state.AddFresh(name);
            }
        }

        if (!state.Names.IsWildcard)
        {
            NameSequence.Enumerator known = request.InitialVersions.GetEnumerator();
            while (known.MoveNext())
            {
                if (!XdsRequest.IsStar(known.Current))
                {
                    edit.Add(known.Current, out _);
                }
            }
        }

        RemoveAll(state, request, ref edit);
        edit.Commit();
    }

    // Once through what is fresh, however many names go: a request may name a hundred thousand of either.
    private static void RemoveAll(TypeState state, in XdsRequest request, ref SubscriptionEdit edit)
    {
        HashSet<string>? gone = null;
        foreach (ReadOnlySpan<byte> utf8 in request.Unsubscribed)
        {
            if (!XdsRequest.IsStar(utf8))
            {
                edit.Remove(utf8, out string name);
                if (state.Fresh is { Count: > 0 })
                {
                    (gone ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
                }
            }
        }

        if (gone is not null)
        {
            state.Fresh?.RemoveAll(gone.Contains);
        }
    }

    // Versions can be told equal only of what is there: names that are built on demand are built now.
    private static ResourceView Widened(TypeState state, IViewSnapshot snapshot, ResourceView view)
    {
        List<string> missing = [];
        foreach (string name in state.Names.Outside.Names)
        {
            if (view.IndexOf(name) < 0)
            {
                missing.Add(name);
            }
        }

        NameList demanded = NameList.From(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(missing));
        if (demanded.Count == 0 || snapshot.View(state.Type, demanded) is not { } wider)
        {
            return view;
        }

        state.Demanded = demanded;
        state.Names.Rebase(wider);
        state.Fresh?.RemoveAll(name => wider.IndexOf(name) >= 0);
        return wider;
    }

    // What the peer has from an earlier stream: equal versions need not go out again, unknown names have to leave it.
    private static ResourceView Known(TypeState state, in XdsRequest request, ResourceView view)
    {
        if (request.Counts.InitialVersions == 0)
        {
            return ResourceView.Empty;
        }

        int words = Bits.Words(view.Count);
        ulong[] rented = ArrayPool<ulong>.Shared.Rent(Math.Max(1, words));
        Span<ulong> equal = rented.AsSpan(0, words);
        equal.Clear();
        NameSequence.Enumerator known = request.InitialVersions.GetEnumerator();
        while (known.MoveNext())
        {
            int at = view.IndexOfUtf8(known.Current);
            if (at >= 0)
            {
                if (VersionText.Matches(known.Value, view[at].Version))
                {
                    Bits.Set(equal, at);
                }

                continue;
            }

            string name = System.Text.Encoding.UTF8.GetString(known.Current);
            if (state.Names.Contains(name))
            {
                state.AddGone(name);
            }
        }

        ResourceView result = view.Where(equal);
        ArrayPool<ulong>.Shared.Return(rented);
        return result;
    }

    private static ResourceView OnlyAskedFor(TypeState state)
    {
        ResourceView sent = state.Sent;
        ulong[] asked = new ulong[Math.Max(1, Bits.Words(sent.Count))];
        for (int i = 0; i < sent.Count; i++)
        {
            if (state.Names.HasExplicit(sent[i].Name))
            {
                Bits.Set(asked, i);
            }
        }

        return sent.Where(asked);
    }
}
