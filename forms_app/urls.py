"""The addresses of forms."""

from django.urls import path

from forms_app.views.answering import form_done, form_page, form_step
from forms_app.views.asking_after import form_status
from forms_app.views.carrying import (
    begin_carried,
    carried_form,
    carrying_account,
    form_carried,
    prove_carried,
    send_carried,
)
from forms_app.views.draws import draw_entries, public_draw
from forms_app.views.embedding import form_embed, form_manifest, form_offline, form_worker
from forms_app.views.mapping import form_areas, form_map
from forms_app.views.public_results import public_results
from forms_app.views.scripting import form_document
from forms_app.views.uploading import remove_file, upload_file

urlpatterns = [
    path("forms/worker.js", form_worker, name="form_worker"),
    path("forms/status/", form_status, name="form_status"),
    path("forms/offline/", form_carried, name="form_carried"),
    path("forms/offline/account/", carrying_account, name="form_carrying_account"),
    path("forms/<slug:slug>/", form_page, name="form"),
    path("forms/<slug:slug>/results/", public_results, name="form_results"),
    path("forms/<slug:slug>/draw/", public_draw, name="form_draw"),
    path("forms/<slug:slug>/draw/entries.csv", draw_entries, name="form_draw_entries"),
    path("forms/<slug:slug>/files/", upload_file, name="form_upload"),
    path("forms/<slug:slug>/areas/", form_areas, name="form_areas"),
    path("forms/<slug:slug>/map/", form_map, name="form_map"),
    path("forms/<slug:slug>/files/remove/", remove_file, name="form_upload_remove"),
    path("forms/<slug:slug>/document/<int:number>/", form_document, name="form_document"),
    path("forms/<slug:slug>/filling/<slug:mark>/<slug:place>/", form_step, name="form_step"),
    path("forms/<slug:slug>/embed/", form_embed, name="form_embed"),
    path("forms/<slug:slug>/offline/", form_offline, name="form_offline"),
    path("forms/<slug:slug>/offline/form/", carried_form, name="form_carried_form"),
    path("forms/<slug:slug>/offline/ticket/", begin_carried, name="form_carried_begin"),
    path("forms/<slug:slug>/offline/code/", prove_carried, name="form_carried_code"),
    path("forms/<slug:slug>/offline/send/", send_carried, name="form_carried_send"),
    path("forms/<slug:slug>/app.webmanifest", form_manifest, name="form_manifest"),
    path("forms/<slug:slug>/done/<str:receipt>/", form_done, name="form_done"),
]
