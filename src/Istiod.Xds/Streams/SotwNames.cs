using Istiod.Primitives;
using Istiod.Resources;
using Istiod.Xds.Wire;

namespace Istiod.Xds.Streams;

/// <summary>How SotW requests change a subscription: each names all that is wanted.</summary>
internal static class SotwNames
{
    /// <summary>A subscription that starts, or starts again without a nonce; it is answered with everything.</summary>
    public static void Begin(TypeState state, in XdsRequest request, ResourceView view)
    {
        state.Restart();
        state.Names.Rebase(view);
        state.Names.IsWildcard = request.Counts.Names == 0 || request.Counts.HasStar;
        Replace(state, request, onlyNew: null);
        state.IsAnswerDue = true;
    }

    /// <summary>A request that accepts the newest response and names what is wanted now.</summary>
    /// <returns>Whether it has to be answered.</returns>
    public static bool Change(TypeState state, in XdsRequest request, bool answersAllNames)
    {
        bool wasWildcard = state.Names.IsWildcard;
        bool isWildcard = request.Counts.Names == 0 || request.Counts.HasStar;
        if (isWildcard && wasWildcard && request.Counts.Names <= 1 && state.Names.ExplicitCount == 0)
        {
            return false;
        }

        ulong hash = HashOf(request);
        if (hash == state.NamesHash)
        {
            return false;
        }

        int before = state.Names.ExplicitCount;
        List<string> added = [];
        Replace(state, request, added);
        state.Names.IsWildcard = isWildcard;
        bool hasChanged = added.Count > 0 || before != state.Names.ExplicitCount || wasWildcard != isWildcard;
        if (!hasChanged || (!state.Type.IsWildcard && added.Count == 0 && wasWildcard == isWildcard))
        {
            return false;
        }

        if (answersAllNames || isWildcard != wasWildcard)
        {
            state.Sent = ResourceView.Empty;
        }
        else
        {
            (state.Fresh ??= []).AddRange(added);
        }

        state.IsAnswerDue = true;
        return true;
    }

    // Most requests acknowledge and name the same thousand names again: telling that takes a tenth of taking them in.
    private static ulong HashOf(in XdsRequest request)
    {
        ulong hash = (ulong)request.Counts.Names + 1;
        foreach (ReadOnlySpan<byte> name in request.Names)
        {
            hash += ContentHash.Of(name).Low;
        }

        return hash;
    }

    private static void Replace(TypeState state, in XdsRequest request, List<string>? onlyNew)
    {
        state.NamesHash = HashOf(request);
        SubscriptionEdit edit = new(state.Names);
        try
        {
            edit.Clear();
            foreach (ReadOnlySpan<byte> utf8 in request.Names)
            {
                if (!XdsRequest.IsStar(utf8) && edit.Add(utf8, out string name) && onlyNew is not null
                    && !state.Names.HasExplicit(name))
                {
                    onlyNew.Add(name);
                }
            }

            edit.Commit();
        }
        finally
        {
            edit.Dispose();
        }
    }
}
