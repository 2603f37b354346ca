"""The addresses of volunteering."""

from django.urls import path

from volunteering.views import check_in, me, rating, shifts, verifying

urlpatterns = [
    path("shifts/", shifts.shift_list, name="shifts"),
    path("shifts/<int:shift_id>/", shifts.shift_detail, name="shift"),
    path("shifts/<int:shift_id>/sign-up/", shifts.shift_sign_up, name="shift_sign_up"),
    path(
        "participations/<int:participation_id>/<slug:verb>/",
        shifts.participation_answer,
        name="participation_answer",
    ),
    path("me/", me.me, name="me"),
    path("me/notices/", me.notices_read, name="notices_read"),
    path("me/schedule/", me.me_schedule, name="me_schedule"),
    path("me/schedule/feed/", me.feed_rotate, name="feed_rotate"),
    path("me/hours/", me.me_hours, name="me_hours"),
    path("me/hours/<int:record_id>/dispute/", me.hours_dispute, name="hours_dispute"),
    path("me/hours/certificate/", me.certificate_issue, name="certificate_issue"),
    path("me/hours/certificate/<int:certificate_id>/", verifying.certificate, name="certificate"),
    path("me/profile/", me.me_profile, name="me_profile"),
    path("me/profile/<slug:part>/", me.me_profile_save, name="me_profile_save"),
    path("feeds/<str:token>.ics", me.feed, name="feed"),
    path("check-in/<int:shift_id>/", check_in.check_in_typed_page, name="check_in_typed"),
    path("check-in/<int:shift_id>/<str:code>/", check_in.check_in_page, name="check_in"),
    path("rate/<str:token>/", rating.rating_page, name="rate"),
    path("verify/", verifying.verify, name="verify_any"),
    path("verify/<str:code>/", verifying.verify, name="verify"),
]
